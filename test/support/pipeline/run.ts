/**
 * A run of the pipeline in a test: its processes, its own project data in the emulators, and ways to follow
 * posts through it.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { Firestore } from '@google-cloud/firestore';
import { createTopology } from '../../../emulators/create-topology.ts';
import { feed } from '../../../emulators/pipeline/feed.ts';
import type { Attributes } from '../../../functions/common/cloud/attributes.ts';
import { attributeNames } from '../../../functions/common/cloud/attributes.ts';
import { MESSAGES_A_PULL, subscriberCalls } from '../../../functions/common/cloud/subscriber-calls.ts';
import {
  type Post,
  type SubmittedPost,
  SubmittedPost as SubmittedPostSchema,
} from '../../../functions/common/domain/post.ts';
import { collections } from '../../../functions/common/domain/store/documents.ts';
import { type Topology, topology } from '../../../functions/common/domain/topology.ts';
import { systemRuntime } from '../../../functions/common/process/system-runtime.ts';
import { endsWithin } from '../../../functions/common/process/time-limit.ts';
import type { TestEmulators } from '../emulators.ts';
import { type StageProcess, startStageProcess } from '../processes/stage-process.ts';
import { idOf } from '../truth.ts';

export interface PipelineRun extends AsyncDisposable {
  readonly topology: Topology;
  readonly firestore: Firestore;
  readonly start: (stage: 'submit' | 'extract' | 'save') => Promise<StageProcess>;
  /** Publishes messages directly to topic posts, in this order. */
  readonly publish: (messages: readonly { data: string; postId?: string }[]) => Promise<void>;
  /** The number of records. */
  readonly savedPosts: () => Promise<number>;
  /**
   * Waits for this number of records. Throws, with the logs of the processes, after two minutes without a new
   * one.
   */
  readonly untilSaved: (posts: number) => Promise<void>;
  /** Attributes and texts of the messages in both dead-letter subscriptions. Acks them. */
  readonly deadLetters: () => Promise<readonly { attributes: Record<string, string>; data: string }[]>;
}

/** The longest time that Firestore may take to count. */
const ANSWER_MS = 60_000;
/** Longer than any lease, and than a busy machine needs. */
const STALLED_AFTER_MS = 120_000;

/**
 * Prepares a run.
 * @param name a short word: prefix of its topics, and the name of its Firestore database
 * @param env settings for its processes
 */
export async function openRun(
  emulators: TestEmulators,
  name: string,
  env: Readonly<Record<string, string>> = {},
): Promise<PipelineRun> {
  const own = topology(name);
  await createTopology(emulators.pubsub, own);
  const databaseId = `database-${name}`;
  const firestore = new Firestore({
    projectId: emulators.projectId,
    databaseId,
    host: emulators.env.FIRESTORE_EMULATOR_HOST ?? '',
    ssl: false,
    customHeaders: { Authorization: 'Bearer owner' },
  });
  const parts = new AsyncDisposableStack();
  const processes: { readonly stage: string; readonly process: StageProcess }[] = [];
  parts.defer(() => firestore.terminate());
  const savedPosts = async (): Promise<number> => {
    const counting = firestore.collection(collections.posts).count().get();
    if (!(await endsWithin(systemRuntime.clock, ANSWER_MS, counting)))
      throw new Error(`Firestore has not answered a count for ${ANSWER_MS / 1_000} s`);
    return (await counting).data().count;
  };
  return {
    topology: own,
    firestore,
    savedPosts,
    async start(stage) {
      const settings = {
        ...emulators.env,
        NAME_PREFIX: name,
        FIRESTORE_DATABASE: databaseId,
        POOL_SIZE: '2',
      };
      const process = parts.use(await startStageProcess(stage, { ...settings, ...env }));
      processes.push({ stage, process });
      return process;
    },
    async publish(messages) {
      const topic = emulators.pubsub.topic(own.topics.posts.name);
      await Promise.all(
        messages.map(({ data, postId }) =>
          topic.publishMessage({
            data: Buffer.from(data),
            attributes: postId === undefined ? {} : { [attributeNames.postId]: postId },
          }),
        ),
      );
    },
    async untilSaved(posts) {
      let before = -1;
      let grownAt = performance.now();
      for (let saved = await savedPosts(); saved < posts; saved = await savedPosts()) {
        if (saved !== before) grownAt = performance.now();
        before = saved;
        if (performance.now() - grownAt > STALLED_AFTER_MS) {
          const told = await Promise.all(
            processes.map(async (one) => `${one.stage}: ${await describe(one.process)}`),
          );
          throw new Error(`${saved} of ${posts} posts are saved, and no more come.\n${told.join('\n')}`);
        }
        await sleep(100);
      }
    },
    async deadLetters() {
      const { postsDeadLetter, processedPostsDeadLetter } = own.subscriptions;
      const found = await Promise.all(
        [postsDeadLetter, processedPostsDeadLetter].map((one) => takeAll(emulators, one.name)),
      );
      return found.flat();
    },
    [Symbol.asyncDispose]: () => parts.disposeAsync(),
  };
}

async function describe({ process, url, stderr }: StageProcess): Promise<string> {
  const { exitCode, signalCode } = process;
  if (exitCode !== null || signalCode !== null) return `ended with ${exitCode ?? signalCode}\n${stderr()}`;
  const metrics = await fetch(`${url}/metrics`).then(
    (answer) => answer.text(),
    (error: unknown) => String(error),
  );
  const measured = metrics.split('\n').filter((line) => /^pipeline_(?:held|posts)/.test(line));
  return `${measured.join(', ')}\n${stderr()}`;
}

/** Pulls until a pull is empty. */
async function takeAll(emulators: TestEmulators, subscription: string) {
  const calls = subscriberCalls(emulators.daemonClient, subscription, ANSWER_MS);
  const taken: { attributes: Attributes; data: string }[] = [];
  for (;;) {
    const pulled = await calls.pull(MESSAGES_A_PULL);
    if (pulled.length === 0) return taken;
    await calls.acknowledge(pulled.map(({ ackId }) => ackId));
    taken.push(...pulled.map(({ attributes, data }) => ({ attributes, data: data.toString() })));
  }
}

/** A post as a message of topic posts. */
export function messageOf(submitted: SubmittedPost): { data: string; postId: string } {
  const id = idOf(submitted);
  const post: Post = { ...SubmittedPostSchema.parse(submitted), id, acceptedAt: new Date().toISOString() };
  return { data: JSON.stringify(post), postId: id };
}

/** Submits posts over HTTP, and retries after 503 as every client should. */
export async function submitPosts(
  url: string,
  posts: readonly SubmittedPost[],
  accepted: (recordIds: readonly string[]) => void = () => undefined,
): Promise<void> {
  const rejected: string[] = [];
  await feed(
    url,
    (async function* () {
      yield* posts;
    })(),
    { accepted, rejected: (faults) => rejected.push(...faults) },
    new AbortController().signal,
  );
  if (rejected.length > 0) throw new Error(`submit rejected posts: ${rejected.join('; ')}`);
}
