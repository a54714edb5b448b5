/**
 * The whole path of a checkout, from a request to submit to a count in Firestore. Measures posts per second
 * with a steady backlog, latency at a rate, and the memory of its processes.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Firestore } from '@google-cloud/firestore';
import { publicationId } from '../../functions/common/domain/keys.ts';
import type { SubmittedPost } from '../../functions/common/domain/post.ts';
import { collections } from '../../functions/common/domain/store/documents.ts';
import { recordId } from '../../functions/common/domain/store/ids.ts';
import { SUBMIT_PATH } from '../../functions/common/domain/submit-endpoint.ts';
import { startBenchEngine } from './engine.ts';
import { arrivals } from './figures.ts';
import { checkAlive, type RunningStage, startStage, untilAnswers } from './stages.ts';
import { type Usage, usageBetween, usagePer } from './usage.ts';

export interface Latencies {
  readonly postsPerSecond: number;
  /** From the response of submit to the first read that finds the post counted, in milliseconds. */
  readonly ms: readonly number[];
  /** Posts that were not counted when the wait for them ended. */
  readonly missing: number;
}

export interface PathFigures {
  readonly postsPerSecond: number;
  /** The usage per post by process, with a steady backlog. */
  readonly processes: Readonly<Record<string, Usage>>;
  readonly low: Latencies;
  readonly high: Latencies;
  /** Megabytes (PSS) of the processes at the time of their highest sum. */
  readonly memoryMb: Readonly<Record<string, number>>;
}

export interface PathSetup {
  /** The next post of the run, each with a separate id. */
  readonly nextPost: () => SubmittedPost;
  readonly warmUp: number;
  readonly posts: number;
  readonly lowRate: number;
  readonly seconds: number;
  readonly random: () => number;
  readonly environment: Readonly<Record<string, string>>;
}

/** Requests of one post each, as in the loads that follow. */
const IN_FLIGHT = 20;
/** Posts submitted and not saved: enough for all queues, and few enough that submit works all the time. */
const BACKLOG_POSTS = 1_000;
/** The high load, as a share of the rate with a backlog. */
const HIGH_LOAD = 0.8;
const TICK_MS = 100;
const MEMORY_EVERY_MS = 1_000;
/** The interval of reads for counted posts. Latencies are too long by half of it. */
const LOOK_MS = 25;
/** Posts followed per second. Following each would take processor time from the pipeline. */
const FOLLOWED_PER_SECOND = 20;
const LAST_WAIT_MS = 20_000;

/**
 * Runs the three phases in separate processes.
 * @param folder the checkout
 */
export async function runPath(folder: string, setup: PathSetup): Promise<PathFigures> {
  await using emulators = await startBenchEngine();
  await using running = new AsyncDisposableStack();
  const environment = { ...emulators.env, ...setup.environment };
  const start = async (name: RunningStage['name']): Promise<RunningStage> =>
    running.use(await startStage(folder, name, environment));
  const [submit, extract, save] = [await start('submit'), await start('extract'), await start('save')];
  const stages = [submit, extract, save];
  for (const { url } of stages) await untilAnswers(url);
  const submitUrl = `${submit.url}${SUBMIT_PATH}`;
  const memory = watchMemory(stages);
  running.defer(() => memory.end());

  const backlog = await withBacklog(stages, submitUrl, save, setup);
  const load = (rate: number): Promise<Latencies> =>
    atRate(stages, submitUrl, emulators.firestore, rate, setup);
  return {
    ...backlog,
    low: await load(setup.lowRate),
    high: await load(HIGH_LOAD * backlog.postsPerSecond),
    memoryMb: memory.most(),
  };
}

/** Keeps a steady backlog, measures after the warm-up, and waits until all posts are saved. */
async function withBacklog(
  stages: readonly RunningStage[],
  submitUrl: string,
  save: RunningStage,
  { nextPost, warmUp, posts }: PathSetup,
): Promise<Pick<PathFigures, 'postsPerSecond' | 'processes'>> {
  let sent = 0;
  let done = 0;
  const until = async (wanted: number, keepsBacklog: boolean): Promise<void> => {
    while (done < wanted) {
      checkAlive(stages);
      while (keepsBacklog && sent - done < BACKLOG_POSTS) {
        await Promise.all(Array.from({ length: IN_FLIGHT }, () => send(submitUrl, nextPost())));
        sent += IN_FLIGHT;
      }
      await sleep(TICK_MS);
      done = await save.done();
    }
  };
  const measure = (): (readonly [string, Usage])[] => stages.flatMap(({ usage }) => [...usage()]);
  await until(warmUp, true);
  const [from, startedAt, before] = [done, performance.now(), measure()];
  await until(warmUp + posts, true);
  const [measured, seconds, after] = [
    done - from,
    (performance.now() - startedAt) / 1_000,
    new Map(measure()),
  ];
  await until(sent, false);
  return {
    postsPerSecond: measured / seconds,
    processes: Object.fromEntries(
      before.map(([name, usage]) => [
        name,
        usagePer(usageBetween(usage, after.get(name) ?? usage), measured),
      ]),
    ),
  };
}

/** Submits single posts when they are due, whatever happened to earlier ones, and follows some of them. */
async function atRate(
  stages: readonly RunningStage[],
  submitUrl: string,
  firestore: Firestore,
  rate: number,
  { nextPost, seconds, random }: PathSetup,
): Promise<Latencies> {
  const pending = new Map<string, { readonly ids: readonly string[]; readonly acceptedAt: number }>();
  const ms: number[] = [];
  const every = Math.max(1, Math.round(rate / FOLLOWED_PER_SECOND));
  const submitOne = async (isFollowed: boolean): Promise<void> => {
    const post = nextPost();
    await send(submitUrl, post);
    const { id = '', publication } = post;
    // A checkout from before July 2026 names the record by the id alone.
    const ids = [recordId(publicationId(publication), id), id];
    if (isFollowed) pending.set(id, { ids, acceptedAt: performance.now() });
  };
  let isSending = true;
  const looking = (async (): Promise<void> => {
    for (let giveUpAt = Number.POSITIVE_INFINITY; performance.now() < giveUpAt; await sleep(LOOK_MS)) {
      checkAlive(stages);
      if (!isSending) giveUpAt = Math.min(giveUpAt, performance.now() + LAST_WAIT_MS);
      if (!isSending && pending.size === 0) return;
      const asked = [...pending];
      const documents = asked.flatMap(([, { ids }]) =>
        ids.map((id) => firestore.collection(collections.posts).doc(id)),
      );
      if (documents.length === 0) continue;
      const found = await firestore.getAll(...documents, { fieldMask: [] });
      const now = performance.now();
      const counted = new Set(found.filter(({ exists }) => exists).map(({ id }) => id));
      for (const [id, { ids, acceptedAt }] of asked) {
        if (!ids.some((one) => counted.has(one))) continue;
        ms.push(now - acceptedAt);
        pending.delete(id);
      }
    }
  })();
  const startedAt = performance.now();
  const sending: Promise<void>[] = [];
  for (const [index, dueMs] of arrivals(Math.round(rate * seconds), rate, random).entries()) {
    const early = startedAt + dueMs - performance.now();
    if (early > 1) await sleep(early);
    sending.push(submitOne(index % every === 0));
  }
  await Promise.all(sending);
  const took = (performance.now() - startedAt) / 1_000;
  isSending = false;
  await looking;
  return { postsPerSecond: sending.length / took, ms, missing: pending.size };
}

async function send(url: string, post: SubmittedPost): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(post) });
  const text = await response.text();
  if (response.status !== 202) throw new Error(`submit answered ${response.status}: ${text.slice(0, 500)}`);
}

function watchMemory(stages: readonly RunningStage[]): {
  readonly most: () => Readonly<Record<string, number>>;
  readonly end: () => void;
} {
  let most: Readonly<Record<string, number>> = {};
  const sum = (one: typeof most): number => Object.values(one).reduce((a, b) => a + b, 0);
  const timer = setInterval(() => {
    const now = Object.fromEntries(stages.flatMap(({ memory }) => memory()));
    if (sum(now) > sum(most)) most = now;
  }, MEMORY_EVERY_MS);
  return { most: () => most, end: () => clearInterval(timer) };
}
