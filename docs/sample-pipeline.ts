/**
 * The pipeline that the examples of `docs/http-api.md` are asked of: submit, extraction, save, roll-up and
 * show with their own code, on the local engine, in this process. Daemons, which only move messages, are left
 * out. The time of day is fixed, so the same posts lead to the same answers.
 */
import { execFile } from 'node:child_process';
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { pino } from 'pino';
import { openEmulatorClients } from '../emulators/clients.ts';
import { createTopology } from '../emulators/create-topology.ts';
import { startEngine } from '../emulators/engine/engine.ts';
import { openCommitter } from '../functions/common/cloud/firestore-commit.ts';
import { openPubSub } from '../functions/common/cloud/pubsub.ts';
import { subscriberCalls } from '../functions/common/cloud/subscriber-calls.ts';
import { ProcessedPost } from '../functions/common/domain/post.ts';
import { collections, ROLLUP_LEASE } from '../functions/common/domain/store/documents.ts';
import { topology } from '../functions/common/domain/topology.ts';
import type { OpenedFunction } from '../functions/common/http/http-function.ts';
import { listen } from '../functions/common/process/ports.ts';
import type { Runtime } from '../functions/common/process/runtime.ts';
import { readConfig } from '../functions/common/process/settings.ts';
import { systemRuntime } from '../functions/common/process/system-runtime.ts';
import { finderNamed } from '../functions/extract/extract.ts';
import { processMessage } from '../functions/extract/process-message.ts';
import { pass } from '../functions/save/rollup/pass.ts';
import { saveSettings } from '../functions/save/settings.ts';
import { createSaveStore } from '../functions/save/store.ts';
import { openShow } from '../functions/show/open-show.ts';
import { showSettings } from '../functions/show/settings.ts';
import { openSubmit } from '../functions/submit/open-submit.ts';
import { submitSettings } from '../functions/submit/settings.ts';

/** The posts, as a reader would submit them. */
export const SAMPLE_FILE = 'examples/posts.csv';
/** The time of day, shortly after the newest of the posts. */
export const SAMPLE_TIME = '2026-11-24T18:00:00.000Z';

const root = fileURLToPath(new URL('..', import.meta.url));
const PROJECT = 'demo-entity-pipeline';
const MEBIBYTES = 1024 * 1024;
const CALL_TIMEOUT_MS = 10_000;
/** The command retries for minutes: the generator says sooner that something is wrong. */
const SUBMIT_TIMEOUT_MS = 30_000;

const now = Date.parse(SAMPLE_TIME);
const runtime: Runtime = { ...systemRuntime, clock: { ...systemRuntime.clock, now: () => now } };
const log = pino({ level: 'silent' });

/** A pipeline that has counted the posts. */
export interface SamplePipeline extends AsyncDisposable {
  readonly submitUrl: string;
  readonly showUrl: string;
}

/** Starts it, submits the posts, and counts them. */
export async function startSamplePipeline(): Promise<SamplePipeline> {
  await using parts = new AsyncDisposableStack();
  const engine = parts.use(
    await startEngine({
      pubsubPort: 0,
      firestorePort: 0,
      clock: runtime.clock,
      most: { messages: 64 * MEBIBYTES, documents: 64 * MEBIBYTES, history: 64 * MEBIBYTES },
      timeToLive: [],
      isIndexed: () => false,
    }),
  );
  const clients = parts.use(
    openEmulatorClients({
      projectId: PROJECT,
      pubsubHost: `127.0.0.1:${engine.pubsubPort}`,
      firestoreHost: `127.0.0.1:${engine.firestorePort}`,
    }),
  );
  await createTopology(clients.pubsub, topology(), true);
  const { environment } = clients;
  // Firestore's client reads this one from the process itself.
  process.env.FIRESTORE_EMULATOR_HOST = environment.FIRESTORE_EMULATOR_HOST;
  process.env.PUBSUB_EMULATOR_HOST = environment.PUBSUB_EMULATOR_HOST;
  parts.defer(() => {
    delete process.env.FIRESTORE_EMULATOR_HOST;
  });
  // The deadlines of gRPC are moments of the real time, so submit and commits get the real clock.
  const submit = parts.use(openSubmit(readConfig(submitSettings, environment), log, systemRuntime));
  const submitUrl = await serve(submit, parts);
  const submission = ['tools/submit/cli.ts', SAMPLE_FILE, '--url', submitUrl];
  await promisify(execFile)(process.execPath, submission, { cwd: root, timeout: SUBMIT_TIMEOUT_MS });

  const pulling = { pullApi: 'unary', clock: systemRuntime.clock } as const;
  const pubsub = parts.use(await openPubSub(readConfig(saveSettings, environment), pulling));
  const calls = subscriberCalls(pubsub, topology().subscriptions.extract.name, CALL_TIMEOUT_MS);
  const messages = await calls.pull(1_000);
  const posts = await Promise.all(messages.map(({ data }) => extracted(data)));
  await count(posts, clients.firestore, environment);
  await calls.acknowledge(messages.map(({ ackId }) => ackId));

  const show = parts.use(
    openShow(readConfig(showSettings, { ...environment, SHOW_CURSOR_KEY: 'e'.repeat(32) }), log, runtime),
  );
  const showUrl = await serve(show, parts);
  const kept = parts.move();
  return { submitUrl, showUrl, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}

async function extracted(message: Uint8Array): Promise<ProcessedPost> {
  const options = { minScore: 0, languages: 'all', titles: false } as const;
  const outcome = await processMessage(finderNamed('tagger'), message, options);
  if ('rejection' in outcome) throw new Error(`a post of ${SAMPLE_FILE} has no result`);
  return { ...ProcessedPost.parse(JSON.parse(outcome.result)), acceptedAt: SAMPLE_TIME };
}

/** Saves the posts and rolls their days up. */
async function count(
  posts: readonly ProcessedPost[],
  firestore: ReturnType<typeof openEmulatorClients>['firestore'],
  environment: Readonly<Record<string, string>>,
): Promise<void> {
  const config = readConfig(saveSettings, environment);
  await using committer = await openCommitter(config, systemRuntime.clock);
  const store = createSaveStore(
    { firestore, committer, runtime, log },
    {
      maxBytes: config.SAVE_COMMIT_MAX_BYTES,
      maxWrites: config.SAVE_COMMIT_MAX_WRITES,
      timeoutMs: config.SAVE_COMMIT_TIMEOUT_MS,
      articleTtlDays: config.ARTICLE_TTL_DAYS,
    },
  );
  const articles = posts.map(store.articleOf).filter((article) => article !== undefined);
  for (const commit of store.plan(articles)) {
    await store.commit(commit);
    store.release(commit);
  }
  const { moment } = await pass({ firestore, runtime }, log, {
    isForced: true,
    isRebuilt: false,
    withMonths: true,
    quietMs: 0,
    signal: new AbortController().signal,
  });
  await firestore.collection(collections.leases).doc(ROLLUP_LEASE).set({ completedAt: moment });
}

/** Serves a function at a free port until the parts end. */
async function serve({ handler }: OpenedFunction, parts: AsyncDisposableStack): Promise<string> {
  const server = createServer((request, response) => void handler(request, response));
  const port = await listen(server, 0, '127.0.0.1', 'PORT');
  parts.defer(async () => {
    server.closeAllConnections();
    await promisify(server.close.bind(server))();
  });
  return `http://127.0.0.1:${port}`;
}
