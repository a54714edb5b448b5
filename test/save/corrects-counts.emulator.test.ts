import { Firestore } from '@google-cloud/firestore';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { documentId, entityId } from '../../functions/common/keys.ts';
import type { ProcessedPost } from '../../functions/common/post.ts';
import { commit } from '../../functions/save/commit.ts';
import { forget } from '../../functions/save/correct/forget.ts';
import { type RecountOptions, recount } from '../../functions/save/correct/recount.ts';
import { plan } from '../../functions/save/plan.ts';
import { type GrpcProxy, openGrpcProxy } from '../faults/grpc-proxy.ts';
import { startTestEmulators, type TestEmulators } from '../support/emulators.ts';

const limits = { maxBytes: 3_000_000, maxWrites: 5_000, keepEntities: true };
const commitOptions = { ...limits, timeoutMs: 30_000, ledgerTtlDays: 30 };

let emulators: TestEmulators;
let proxy: GrpcProxy;
/** A client whose calls go through the proxy. */
let proxied: Firestore;
let round = 0;
let publication = '';

beforeAll(async () => {
  emulators = await startTestEmulators();
  proxy = await openGrpcProxy(emulators.env.FIRESTORE_EMULATOR_HOST ?? '');
  proxied = new Firestore({
    projectId: emulators.projectId,
    host: proxy.host,
    ssl: false,
    customHeaders: { Authorization: 'Bearer owner' },
  });
});
afterAll(async () => {
  await proxied.terminate();
  await proxy[Symbol.asyncDispose]();
  await emulators[Symbol.asyncDispose]();
});
beforeEach(() => {
  round += 1;
  publication = `paper ${round}`;
  proxy.setFaults(() => undefined);
});

/** Posts that name one entity of their own and share others. */
function posts(from: number, count: number): ProcessedPost[] {
  return Array.from({ length: count }, (_, index) => ({
    postId: `${round}-${from + index}`,
    publication,
    entities: [
      { type: 'person', text: `Person ${from + index}`, count: 2 },
      { type: 'place', text: `Place ${(from + index) % 3}`, count: 1 + ((from + index) % 2) },
    ],
  }));
}

async function save(list: readonly ProcessedPost[], options = commitOptions): Promise<void> {
  for (const one of plan(list, options)) await commit(emulators.firestore, one, options);
}

async function counts(): Promise<Record<string, number>> {
  const reference = emulators.firestore.collection('publications').doc(publication);
  const [article, entities] = await Promise.all([reference.get(), reference.collection('entities').get()]);
  return {
    articles: article.get('articleCount'),
    ...Object.fromEntries(
      entities.docs.map((one) => [`${one.get('type')} ${one.get('text')}`, one.get('count')]),
    ),
  };
}

function truth(list: readonly ProcessedPost[]): Record<string, number> {
  const sums: Record<string, number> = { articles: list.length };
  for (const { type, text, count } of list.flatMap(({ entities }) => entities))
    sums[`${type} ${text}`] = (sums[`${type} ${text}`] ?? 0) + count;
  return sums;
}

async function spoil(): Promise<void> {
  const reference = emulators.firestore.collection('publications').doc(publication);
  const entities = reference.collection('entities');
  await reference.update({ articleCount: 99 });
  await entities.doc(entityId('person', 'person 3')).delete();
  await entities.doc(entityId('place', 'place 1')).update({ count: 1_000 });
  await entities.doc('stray').set({ type: 'person', text: 'Nobody', key: 'nobody', count: 7 });
}

const options = (given: Partial<RecountOptions> = {}): RecountOptions => ({
  dropUnknown: true,
  dryRun: false,
  signal: new AbortController().signal,
  onProgress: () => undefined,
  ...given,
});

test('a recount corrects every counter, and a dry run none', async () => {
  const saved = posts(0, 40);
  await save(saved);
  await spoil();
  const before = await counts();
  const told = await recount(emulators.firestore, publication, options({ dryRun: true }));
  expect(told).toMatchObject({ posts: 40, articlesBy: 40 - 99, corrections: 3 });
  expect(await counts()).toEqual(before);
  await recount(emulators.firestore, publication, options());
  expect(await counts()).toEqual(truth(saved));
});

test('posts saved during a recount count once', async () => {
  const saved = posts(0, 400);
  await save(saved);
  await spoil();
  const late = posts(400, 60);
  const saving = (async () => {
    for (const one of late) await save([one]);
  })();
  await recount(emulators.firestore, publication, options());
  await saving;
  expect(await counts()).toEqual(truth([...saved, ...late]));
});

test('a recount that is stopped and begun again, and two at once, end with the truth', async () => {
  const saved = posts(0, 1_000);
  await save(saved);
  const entities = emulators.firestore.collection('publications').doc(publication).collection('entities');
  const batch = emulators.firestore.batch();
  for (let index = 0; index < 450; index++)
    batch.update(entities.doc(entityId('person', `person ${index}`)), { count: 50 });
  await batch.commit();
  const stop = new AbortController();
  const onProgress = (done: string): void => {
    if (done.includes('corrected')) stop.abort();
  };
  const first = await recount(emulators.firestore, publication, options({ signal: stop.signal, onProgress }));
  expect(first.finished).toBe(false);
  expect(await counts()).not.toEqual(truth(saved));
  const both = await Promise.allSettled([
    recount(emulators.firestore, publication, options()),
    recount(emulators.firestore, publication, options()),
  ]);
  expect(both.map(({ status }) => status)).toContain('fulfilled');
  expect(await counts()).toEqual(truth(saved));
});

test('a recount and a forgetting whose answers are lost happen once', async () => {
  const saved = posts(0, 20);
  await save(saved);
  await spoil();
  let commits = 0;
  // Every second commit is carried out without an answer.
  proxy.setFaults((path) => {
    if (!path.endsWith('/Commit')) return undefined;
    commits += 1;
    return commits % 2 === 1 ? { kind: 'lose-answer', afterMs: 0 } : undefined;
  });
  await recount(proxied, publication, options());
  expect(await counts()).toEqual(truth(saved));
  commits = 0;
  expect(await forget(proxied, `${round}-0`, { dryRun: false })).toBe('forgotten');
  expect(commits).toBeGreaterThan(0);
  expect(await counts()).toEqual(truth(saved.slice(1)));
});

test('without the entities of all posts a recount refuses, and says what to do', async () => {
  await save(posts(0, 3), { ...commitOptions, keepEntities: false });
  await save(posts(3, 2));
  const before = await counts();
  await expect(recount(emulators.firestore, publication, options({ dropUnknown: false }))).rejects.toThrow(
    /5 articles are counted, and the ledger has the entities of 2: 3 .*--drop-unknown/,
  );
  expect(await counts()).toEqual(before);
});

test('a post is forgotten once, by however many, and is not counted when it comes again', async () => {
  const saved = posts(0, 5);
  await save(saved);
  const id = `${round}-2`;
  expect(await forget(emulators.firestore, id, { dryRun: true })).toBe('forgotten');
  expect(await counts()).toEqual(truth(saved));
  const outcomes = await Promise.all([1, 2, 3].map(() => forget(emulators.firestore, id, { dryRun: false })));
  expect(outcomes).toContain('forgotten');
  const left = saved.filter(({ postId }) => postId !== id);
  expect(await counts()).toEqual(truth(left));
  expect(await forget(emulators.firestore, id, { dryRun: false })).toBe('forgotten-before');
  await save(saved);
  expect(await counts()).toEqual(truth(left));
  const ledger = await emulators.firestore.collection('posts').doc(documentId(id)).get();
  expect(ledger.get('entities')).toBeUndefined();
  await recount(emulators.firestore, publication, options({ dropUnknown: false }));
  expect(await counts()).toEqual(truth(left));
});

test('what the ledger does not keep cannot be forgotten', async () => {
  await save(posts(0, 1), { ...commitOptions, keepEntities: false });
  expect(await forget(emulators.firestore, `${round}-0`, { dryRun: false })).toBe('not-kept');
  expect(await forget(emulators.firestore, 'never-seen', { dryRun: false })).toBe('unknown');
});
