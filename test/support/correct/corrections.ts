/** What tests of corrections share: emulators, a Firestore whose calls can be made to fail, posts, their truth, and what is counted. */
import { type DocumentReference, Firestore } from '@google-cloud/firestore';
import { beforeEach } from 'vitest';
import { GrpcCode } from '../../../functions/common/cloud/grpc.ts';
import { entityId, entityKey, publicationId } from '../../../functions/common/domain/keys.ts';
import type { ProcessedPost } from '../../../functions/common/domain/post.ts';
import { systemRuntime } from '../../../functions/common/process/system-runtime.ts';
import { commit } from '../../../functions/save/commit.ts';
import { plan } from '../../../functions/save/plan.ts';
import type { RecountOptions } from '../../../tools/correct/recount/recount.ts';
import { startTestEmulators } from '../emulators.ts';
import { type GrpcProxy, openGrpcProxy } from '../proxies/grpc-proxy.ts';
import { shared } from '../shared.ts';

const limits = { maxBytes: 3_000_000, maxWrites: 5_000, keepEntities: true };
const commitOptions = { ...limits, clock: systemRuntime.clock, timeoutMs: 30_000, ledgerTtlDays: 30 };

export interface Corrections extends AsyncDisposable {
  /** What a process needs in its environment to use the emulators. */
  readonly env: Readonly<Record<string, string>>;
  readonly firestore: Firestore;
  /** A client whose calls go through the proxy. */
  readonly proxied: Firestore;
  readonly proxy: GrpcProxy;
}

/** Emulators and a proxy for the tests of a file; each test begins without faults. */
export function sharedCorrections(): () => Corrections {
  const corrections = shared(openCorrections);
  beforeEach(() => corrections().proxy.setFaults(() => undefined));
  return corrections;
}

async function openCorrections(): Promise<Corrections> {
  await using parts = new AsyncDisposableStack();
  const { env, projectId, firestore } = parts.use(await startTestEmulators());
  const proxy = parts.use(await openGrpcProxy(env.FIRESTORE_EMULATOR_HOST ?? ''));
  const proxied = new Firestore({
    projectId,
    host: proxy.host,
    ssl: false,
    customHeaders: { Authorization: 'Bearer owner' },
  });
  parts.defer(() => proxied.terminate());
  const kept = parts.move();
  return { env, firestore, proxied, proxy, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}

/** A publication of a test's own. */
export interface Paper {
  readonly name: string;
  readonly document: DocumentReference;
  readonly idOf: (n: number) => string;
  /** Posts that name one entity of their own and share others. */
  readonly posts: (from: number, count: number) => ProcessedPost[];
  readonly save: (
    posts: readonly ProcessedPost[],
    options?: { readonly keepEntities: boolean },
  ) => Promise<void>;
  /** What Firestore has: `articles`, and each entity by type and text; counters of 0 too. */
  readonly counts: () => Promise<Record<string, number>>;
  readonly counter: (type: 'person' | 'place', text: string) => DocumentReference;
  readonly ledger: (n: number) => DocumentReference;
}

let papers = 0;

export function newPaper(firestore: Firestore): Paper {
  papers += 1;
  const name = `Paper ${papers}`;
  const document = firestore.collection('publications').doc(publicationId(name));
  const entities = document.collection('entities');
  const idOf = (n: number): string => `${document.id}-${n}`;
  return {
    name,
    document,
    idOf,
    posts: (from, count) =>
      Array.from({ length: count }, (_, index) => ({
        postId: idOf(from + index),
        publication: name,
        entities: [
          { type: 'person', text: `Person ${from + index}`, count: 2 },
          { type: 'place', text: `Place ${(from + index) % 3}`, count: 1 + ((from + index) % 2) },
        ],
      })),
    async save(posts, options) {
      const all = { ...commitOptions, ...options };
      for (const one of plan(posts, all)) await commit(firestore, one, all);
    },
    async counts() {
      const [article, found] = await Promise.all([document.get(), entities.get()]);
      return {
        articles: article.get('articleCount'),
        ...Object.fromEntries(
          found.docs.map((one) => [`${one.get('type')} ${one.get('text')}`, one.get('count')]),
        ),
      };
    },
    counter: (type, text) => entities.doc(entityId(type, entityKey(text))),
    ledger: (n) => firestore.collection('posts').doc(idOf(n)),
  };
}

/** What the counts of posts should be. */
export function truth(posts: readonly ProcessedPost[]): Record<string, number> {
  const sums: Record<string, number> = { articles: posts.length };
  for (const { type, text, count } of posts.flatMap(({ entities }) => entities))
    sums[`${type} ${text}`] = (sums[`${type} ${text}`] ?? 0) + count;
  return sums;
}

/** Makes counters of a paper wrong in every way there is. */
export async function spoil(paper: Paper): Promise<void> {
  await paper.document.update({ articleCount: 99 });
  await paper.counter('person', 'Person 3').delete();
  await paper.counter('place', 'Place 1').update({ count: 1_000 });
  await paper.document
    .collection('entities')
    .doc('stray')
    .set({ type: 'person', text: 'Nobody', key: 'nobody', count: 7 });
}

export const options = (given: Partial<RecountOptions> = {}): RecountOptions => ({
  dropUnknown: false,
  dryRun: false,
  signal: new AbortController().signal,
  onProgress: () => undefined,
  runtime: systemRuntime,
  ...given,
});

/** Lets so many commits through and then none, as if the process had been killed; with `lost`, the last one is carried out without an answer. */
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
 * Does `work` at one moment of what goes through the proxy: from the n-th call of a method on, calls of it do not get through until `work` is done.
 * @returns its outcome, the message where it fails; asked for only after the moment
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
