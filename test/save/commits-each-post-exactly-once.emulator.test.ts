import { type AddressInfo, createConnection, createServer } from 'node:net';
import { beforeEach, expect, test } from 'vitest';
import { openEmulatorClients } from '../../emulators/clients.ts';
import { collections } from '../../functions/common/domain/collections.ts';
import { documentId } from '../../functions/common/domain/keys.ts';
import type { ProcessedPost } from '../../functions/common/domain/post.ts';
import { systemRuntime } from '../../functions/common/process/system-runtime.ts';
import { type CommitOptions, type CommitOutcome, commit } from '../../functions/save/commit.ts';
import { plan } from '../../functions/save/plan.ts';
import { sharedEmulators } from '../support/shared.ts';
import { actualCounts } from '../support/truth.ts';

const emulators = sharedEmulators();
beforeEach(async () => {
  const { projectId, env } = emulators;
  const url = `http://${env.FIRESTORE_EMULATOR_HOST}/emulator/v1/projects/${projectId}/databases/(default)/documents`;
  await fetch(url, { method: 'DELETE' });
});

const options: CommitOptions = {
  clock: systemRuntime.clock,
  maxBytes: 3_500_000,
  maxWrites: 5_000,
  timeoutMs: 30_000,
  ledgerTtlDays: 30,
};

function post(postId: string, names: readonly string[], publication = 'Example Times'): ProcessedPost {
  return { postId, publication, entities: names.map((text) => ({ type: 'place', text, count: 2 })) };
}

async function save(posts: readonly ProcessedPost[], some = options): Promise<CommitOutcome[]> {
  const outcomes: CommitOutcome[] = [];
  for (const one of plan(posts, some)) outcomes.push(await commit(emulators.firestore, one, some));
  return outcomes;
}

test('posts that are in the ledger are dropped and the rest is saved', async () => {
  const first = [post('1', ['Paris']), post('2', ['Paris', 'Oslo'])];
  const second = [post('2', ['Paris', 'Oslo']), post('3', ['Oslo']), post('1', ['Paris'])];
  expect(await save(first)).toMatchObject([{ saved: ['1', '2'], duplicates: [] }]);
  const before = await actualCounts(emulators.firestore);
  expect(await save(second)).toMatchObject([{ saved: ['3'], duplicates: ['2', '1'] }]);
  expect(await save(second)).toMatchObject([{ saved: [], duplicates: ['2', '3', '1'], writes: 0 }]);
  const after = await actualCounts(emulators.firestore);
  expect(before['example times']?.articles).toBe(2);
  expect(after['example times']?.articles).toBe(3);
  const sum = Object.values(after['example times'] ?? {}).reduce((total, count) => total + count, 0);
  expect(sum).toBe(3 + 2 + 4 + 2);
});

test('the same posts committed by many at once count once', async () => {
  const posts = Array.from({ length: 20 }, (_, index) => post(`${index}`, ['Paris', `Place ${index}`]));
  await Promise.all([1, 2, 3, 4].map(() => save(posts)));
  const counts = (await actualCounts(emulators.firestore))['example times'] ?? {};
  expect(counts.articles).toBe(20);
  expect(Object.values(counts).toSorted((a, b) => a - b)).toEqual([
    ...Array.from({ length: 20 }, () => 2),
    20,
    40,
  ]);
});

test('the ledger holds ids that Firestore would not take as they are, and when to forget them', async () => {
  const ids = ['.', '..', '__x__', 'a:b'];
  await save(ids.map((id) => post(id, ['Paris'])));
  expect(await save(ids.map((id) => post(id, ['Paris'])))).toMatchObject([{ duplicates: ids }]);
  for (const id of ids) {
    const ledger = await emulators.firestore.collection(collections.posts).doc(documentId(id)).get();
    const { publicationId, savedAt, expireAt } = ledger.data() ?? {};
    expect(publicationId).toBe('example times');
    expect(expireAt.seconds - savedAt.seconds).toBeGreaterThan(29.9 * 86_400);
    expect(expireAt.seconds - savedAt.seconds).toBeLessThan(30.1 * 86_400);
  }
});

test('one post that Firestore refuses does not stop the others', async () => {
  // Longer than a document may be.
  const huge = 'x'.repeat(1_100_000);
  const posts = [post('good', ['Paris']), post('bad', [huge]), post('better', ['Oslo'])];
  const outcomes = await save(posts, { ...options, maxBytes: 10_000_000 });
  expect(outcomes.flatMap(({ saved }) => saved).toSorted()).toEqual(['better', 'good']);
  expect(outcomes.flatMap(({ refused }) => [...refused.keys()])).toEqual(['bad']);
  expect((await actualCounts(emulators.firestore))['example times']?.articles).toBe(2);
});

test('a Firestore that does not answer is a failure that can be tried again', async () => {
  await expect(save([post('1', ['Paris'])], { ...options, timeoutMs: 0 })).rejects.toThrow(
    'did not answer a commit',
  );
  // It was carried out all the same, or not: either way the next attempt counts it once.
  await save([post('1', ['Paris'])]);
  expect((await actualCounts(emulators.firestore))['example times']?.articles).toBe(1);
});

test('the planner never takes a commit for smaller than it is', async () => {
  const names = Array.from({ length: 300 }, (_, index) => `Ünïcode Plâce ${index} ${'é'.repeat(index % 50)}`);
  const posts = Array.from({ length: 40 }, (_, index) =>
    post(`${index}`, names, `Publication ${index % 4} ${'ж'.repeat(150)}`),
  );
  const [planned] = plan(posts, { maxBytes: 100_000_000, maxWrites: 100_000 });
  const sent = await encodedSize(planned?.posts ?? []);
  const estimate = findSmallestLimit(posts);
  expect(sent).toBeGreaterThan(100_000);
  expect(estimate).toBeGreaterThan(sent);
  // Nor for so much larger that requests would stay half empty.
  expect(estimate).toBeLessThan(sent * 2);
});

/** What the planner takes the first commit for: the smallest limit at which it is one. */
function findSmallestLimit(posts: readonly ProcessedPost[]): number {
  let [low, high] = [0, 100_000_000];
  const [first] = plan(posts, { maxBytes: high, maxWrites: 100_000 });
  const own = first?.posts ?? [];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (plan(own, { maxBytes: middle, maxWrites: 100_000 }).length === 1) high = middle;
    else low = middle;
  }
  return high;
}

/** The bytes that the client puts on the wire for a commit, counted on their way to the emulator. */
async function encodedSize(posts: readonly ProcessedPost[]): Promise<number> {
  const { env, projectId } = emulators;
  const [host, port] = (env.FIRESTORE_EMULATOR_HOST ?? '').split(':');
  let size = 0;
  const proxy = createServer((client) => {
    const upstream = createConnection({ host: host ?? '', port: Number(port) });
    client.on('data', (chunk) => {
      size += chunk.length;
    });
    client
      .on('error', () => undefined)
      .pipe(upstream)
      .on('error', () => undefined)
      .pipe(client);
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  const { port: proxyPort } = proxy.address() as AddressInfo;
  const { firestore } = openEmulatorClients({
    projectId,
    pubsubHost: env.PUBSUB_EMULATOR_HOST ?? '',
    firestoreHost: `127.0.0.1:${proxyPort}`,
  });
  for (const one of plan(posts, { maxBytes: 100_000_000, maxWrites: 100_000 })) {
    await commit(firestore, one, options);
  }
  await firestore.terminate();
  proxy.close();
  return size;
}
