/**
 * Common parts of the tests of corrections: emulators, a Firestore whose calls can fail on demand, and
 * options.
 */
import { fileURLToPath } from 'node:url';
import { Firestore } from '@google-cloud/firestore';
import { beforeEach } from 'vitest';
import { GrpcCode } from '../../../functions/common/cloud/grpc.ts';
import { systemRuntime } from '../../../functions/common/process/system-runtime.ts';
import { createDayWriter } from '../../../tools/correct/day-writer.ts';
import { type Forgotten, forget } from '../../../tools/correct/forget/forget.ts';
import type { RecountOptions } from '../../../tools/correct/recount/recount.ts';
import { startTestEmulators } from '../emulators.ts';
import { type Child, startNode } from '../processes/child.ts';
import { type GrpcProxy, openGrpcProxy } from '../proxies/grpc-proxy.ts';
import { shared } from '../shared.ts';
import { openTestStore, type TestStore } from '../store.ts';

export interface Corrections extends AsyncDisposable {
  /** The environment of a process that uses the emulators. */
  readonly env: Readonly<Record<string, string>>;
  readonly firestore: Firestore;
  /** The store of a saver. */
  readonly store: TestStore;
  /** A client whose calls go through the proxy. */
  readonly proxied: Firestore;
  readonly proxy: GrpcProxy;
}

/** Emulators and a proxy for the tests of a file. Each test begins without faults. */
export function sharedCorrections(): () => Corrections {
  const corrections = shared(openCorrections);
  beforeEach(() => corrections().proxy.setFaults(() => undefined));
  return corrections;
}

async function openCorrections(): Promise<Corrections> {
  await using parts = new AsyncDisposableStack();
  const emulators = parts.use(await startTestEmulators());
  const { env, projectId, firestore } = emulators;
  const proxy = parts.use(await openGrpcProxy(env.FIRESTORE_EMULATOR_HOST ?? ''));
  const proxied = new Firestore({
    projectId,
    host: proxy.host,
    ssl: false,
    customHeaders: { Authorization: 'Bearer owner' },
  });
  parts.defer(() => proxied.terminate());
  const store = parts.use(await openTestStore(emulators));
  const kept = parts.move();
  return { env, firestore, store, proxied, proxy, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}

export const options = (given: Partial<RecountOptions> = {}): RecountOptions => ({
  dropUnknown: false,
  dryRun: false,
  articleTtlDays: 90,
  signal: new AbortController().signal,
  onProgress: () => undefined,
  runtime: systemRuntime,
  ...given,
});

/** Forgets a post, as a separate command does. */
export function forgetting(
  firestore: Firestore,
  post: { readonly publication: string; readonly id: string },
  dryRun = false,
): Promise<Forgotten> {
  const days = createDayWriter(firestore, systemRuntime);
  return forget(firestore, post, { dryRun, days, runtime: systemRuntime });
}

/**
 * Passes this number of commits and then none, as if the process had been killed. With `lost`, the last one
 * is applied without an answer.
 */
export function killAfter({ proxy }: Corrections, commits: number, lost = false): void {
  let made = 0;
  proxy.setFaults((path) => {
    if (!path.endsWith('/Commit')) return undefined;
    made += 1;
    if (lost && made === commits) return { kind: 'lose-answer', afterMs: 0 };
    return made > commits ? { kind: 'status', code: GrpcCode.permissionDenied } : undefined;
  });
}

/**
 * Runs `work` at the n-th call of a method through the proxy. From then on calls of that method wait until
 * `work` is done.
 * @returns its outcome, the message if it fails; ask for it only afterwards
 */
export function meanwhile(
  { proxy }: Corrections,
  at: { readonly method: 'Commit' | 'RunQuery'; readonly call: number },
  work: () => Promise<unknown>,
): () => Promise<unknown> {
  let calls = 0;
  let done: Promise<unknown> | undefined;
  let isOver = false;
  proxy.setFaults((path) => {
    if (!path.endsWith(`/${at.method}`) || isOver) return undefined;
    calls += 1;
    if (calls < at.call) return undefined;
    done ??= work()
      .catch((error: Error) => error.message)
      .finally(() => {
        isOver = true;
      });
    return { kind: 'status', code: GrpcCode.unavailable };
  });
  return async () => done;
}

/** Runs a command. With a host, its calls go there: through the proxy, or to a closed port. */
export function runCorrection(
  { env }: Corrections,
  name: 'recount' | 'forget',
  args: readonly string[],
  host?: string,
): Child {
  const script = fileURLToPath(new URL(`../../../tools/correct/${name}/cli.ts`, import.meta.url));
  const { PATH } = process.env;
  return startNode([script, ...args], {
    PATH,
    LOG_FORMAT: 'json',
    ...env,
    ...(host !== undefined && { FIRESTORE_EMULATOR_HOST: host }),
  });
}
