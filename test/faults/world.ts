/**
 * The world of one scenario: its own project in the emulators, topology and processes, and its posts by the
 * ids of their records. At the end it stops every process, compares the counts with the truth, and reports
 * processes left behind.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Firestore } from '@google-cloud/firestore';
import type { PubSub } from '@google-cloud/pubsub';
import { openEmulatorClients } from '../../emulators/clients.ts';
import { createTopology } from '../../emulators/create-topology.ts';
import { recordIdOf } from '../../emulators/pipeline/feed.ts';
import type { SubmittedPost } from '../../functions/common/domain/post.ts';
import { type Topology, topology } from '../../functions/common/domain/topology.ts';
import { submitPosts } from '../support/pipeline/run.ts';
import { commandsWith, type RunCommand } from './commands.ts';
import { countFindings } from './conclude.ts';
import { type DeadLetterWatch, watchDeadLetters } from './dead-letter-watch.ts';
import { ledgerHas } from './ledger.ts';
import { MARK, marked } from './left-behind.ts';
import { measures } from './measures.ts';
import { type MemoryWatch, watchMemory } from './memory.ts';
import type { ScenarioOutcome, ScenarioSetting } from './scenario.ts';
import {
  type Ending,
  type StageName,
  type Supervised,
  type SupervisedOptions,
  supervise,
} from './supervised.ts';
import { problemsIn } from './verdict.ts';

export interface World extends AsyncDisposable {
  readonly pubsub: PubSub;
  readonly firestore: Firestore;
  readonly topology: Topology;
  readonly deadLetters: DeadLetterWatch;
  readonly processes: readonly Supervised[];
  /** The record ids of posts that submit accepted. */
  readonly accepted: ReadonlySet<string>;
  readonly command: RunCommand;
  /** Expects these posts to be counted no longer. */
  readonly noteForgotten: (posts: readonly SubmittedPost[]) => void;
  readonly start: (
    stage: StageName,
    options?: Partial<Pick<SupervisedOptions, 'env' | 'envOf' | 'preload' | 'logTo' | 'maxDescriptors'>>,
  ) => Promise<Supervised>;
  /** Submits posts over HTTP, and retries as a patient client does. */
  readonly submit: (posts: readonly SubmittedPost[]) => Promise<void>;
  /** The number of accepted posts that have neither a record nor a dead letter. */
  readonly pending: () => Promise<number>;
  /** Waits until no post is pending. Gives up after this time without progress. */
  readonly settled: (stalledAfterMs?: number) => Promise<void>;
  /** Calls `fault` repeatedly with a pause, until no post is pending or it was called often enough. */
  readonly whilePending: (
    pauseMs: () => number,
    fault: () => void | Promise<void>,
    times?: number,
  ) => Promise<number>;
  /** Ends all processes and compares; see `ScenarioOutcome`. */
  readonly conclude: () => Promise<ScenarioOutcome>;
}

const STALLED_AFTER_MS = 90_000;
/** A pool process exits within a second after its daemon. */
const LAST_BREATH_MS = 1_500;

/** The processes under test reach the emulators through `via`; the scenario connects directly. */
export async function openWorld(
  setting: ScenarioSetting,
  via: { readonly pubsubHost?: string; readonly firestoreHost?: string } = {},
): Promise<World> {
  const { pubsubHost, firestoreHost, say } = setting;
  const projectId = `demo-${setting.name.slice(0, 20)}-${randomUUID().slice(0, 4)}`;
  const mark = randomUUID();
  const parts = new AsyncDisposableStack();
  const clients = parts.use(openEmulatorClients({ projectId, pubsubHost, firestoreHost }));
  const { pubsub, firestore } = clients;
  const { environment } = clients;
  const names = topology();
  await createTopology(pubsub, names);
  const deadLetters = parts.use(await watchDeadLetters(pubsub, names));
  const processes: Supervised[] = [];
  const endings = new Map<Supervised, Ending>();
  const memory: MemoryWatch = parts.use(watchMemory(processes));
  const posts = new Map<string, SubmittedPost>();
  const accepted = new Set<string>();
  const forgotten = new Set<string>();
  const saved = new Set<string>();
  const startedAt = performance.now();

  const pending = async (): Promise<number> => {
    const given = new Set(deadLetters.letters.map(({ recordId }) => recordId));
    const open = [...accepted].filter((id) => !saved.has(id) && !given.has(id));
    for (const id of await ledgerHas(firestore, open)) saved.add(id);
    return open.filter((id) => !saved.has(id)).length;
  };
  const noteAccepted = (ids: readonly string[]): void => {
    for (const id of ids) accepted.add(id);
  };
  const end = async (one: Supervised): Promise<void> => {
    if (!endings.has(one)) endings.set(one, await one.end());
  };

  const world: World = {
    pubsub,
    firestore,
    topology: names,
    deadLetters,
    processes,
    accepted,
    command: commandsWith({ ...environment, [MARK]: mark }, setting.logFolder),
    noteForgotten(posts) {
      for (const post of posts) forgotten.add(recordIdOf(post));
    },
    pending,
    async start(stage, options = {}) {
      const own = await supervise({
        stage,
        logFolder: setting.logFolder,
        ...options,
        env: {
          ...environment,
          ...(via.pubsubHost === undefined ? {} : { PUBSUB_EMULATOR_HOST: via.pubsubHost }),
          ...(via.firestoreHost === undefined ? {} : { FIRESTORE_EMULATOR_HOST: via.firestoreHost }),
          [MARK]: mark,
          PULL_API: setting.pullApi,
          // The shortest possible lease, after which the messages of a killed process are redelivered.
          LEASE_SECONDS: '10',
          // Frequent, so that roll-ups overlap with everything else.
          ROLLUP_INTERVAL_MS: '500',
          ...options.env,
        },
      });
      processes.push(own);
      return own;
    },
    async submit(some) {
      const submit = processes.find(({ stage }) => stage === 'submit');
      if (submit === undefined) throw new Error('this world has no submit function');
      for (const post of some) posts.set(recordIdOf(post), post);
      await submitPosts(submit.url, some, noteAccepted);
    },
    async settled(stalledAfterMs = STALLED_AFTER_MS) {
      let last = -1;
      let movedAt = performance.now();
      for (;;) {
        const now = await pending();
        if (now === 0) return;
        if (now !== last) movedAt = performance.now();
        last = now;
        if (performance.now() - movedAt > stalledAfterMs) {
          say(`${now} posts have not moved for ${stalledAfterMs / 1_000} s`);
          for (const one of processes) say(`${one.stage}: ${await measures(one)}`);
          return;
        }
        await sleep(200);
      }
    },
    async whilePending(pauseMs, fault, times = Number.POSITIVE_INFINITY) {
      let done = 0;
      const giveUpAt = performance.now() + 10 * 60_000;
      while (done < times && performance.now() < giveUpAt) {
        await sleep(pauseMs());
        if ((await pending()) === 0) break;
        await fault();
        done += 1;
      }
      return done;
    },
    async conclude() {
      const seconds = (performance.now() - startedAt) / 1_000;
      // A double count would show within these seconds.
      await Promise.all(processes.map(end));
      const given = new Set(deadLetters.letters.map(({ recordId }) => recordId));
      const counted = [...posts].filter(([id]) => accepted.has(id) && !given.has(id) && !forgotten.has(id));
      const counts = await countFindings(firestore, new Map(counted));
      await sleep(LAST_BREATH_MS);
      const peakMegabytes = memory.peaks();
      const problems = problemsIn({
        accepted,
        saved,
        letters: deadLetters.letters,
        ...counts,
        endings: new Map([...endings].map(([one, ending]) => [`${one.stage} (${one.logFile})`, ending])),
        leftBehind: marked(mark),
        peakMegabytes,
      });
      const byReason = Map.groupBy(deadLetters.letters, ({ reason }) => reason ?? 'forwarded by Pub/Sub');
      return {
        problems,
        figures: {
          accepted: accepted.size,
          saved: saved.size,
          deadLetters: Object.fromEntries([...byReason].map(([reason, { length }]) => [reason, length])),
          seconds: Number(seconds.toFixed(1)),
          lives: Object.fromEntries(processes.map((one, index) => [`${one.stage} ${index}`, one.lives()])),
          slowestDrainMs: Math.max(0, ...[...endings.values()].map(({ ms }) => ms)),
          peakMegabytes,
        },
      };
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(processes.map(end));
      await parts.disposeAsync();
    },
  };
  return world;
}
