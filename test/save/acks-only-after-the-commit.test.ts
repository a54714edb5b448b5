import { pino } from 'pino';
import { expect, test } from 'vitest';
import type { Delivery } from '../../functions/common/cloud/subscriber.ts';
import type { ProcessedPost } from '../../functions/common/domain/post.ts';
import { createDayDocuments } from '../../functions/common/domain/store/day-documents.ts';
import { createArticleMaker } from '../../functions/save/article.ts';
import type { CommitOutcome } from '../../functions/save/commit.ts';
import { type Commit, plan } from '../../functions/save/plan.ts';
import { createSaver, type SaverOptions } from '../../functions/save/saver.ts';
import { createWriteEncoder } from '../../functions/save/wire/writes.ts';
import { processedPost } from '../support/store.ts';
import { virtualRuntime } from '../support/virtual-runtime.ts';

const settled: string[] = [];

function delivery(name: string): Delivery {
  return {
    id: name,
    data: Buffer.from(name),
    attributes: {},
    attempt: 1,
    ack: () => settled.push(`ack ${name}`),
    nack: () => settled.push(`nack ${name}`),
  };
}

function post(postId: string, publication: string): ProcessedPost {
  return processedPost({ postId, publication, entities: [{ type: 'person', text: 'Ada', count: 1 }] });
}

function allSaved({ articles }: Commit): CommitOutcome {
  const saved = articles.map(({ recordId }) => recordId);
  return { saved, duplicates: [], changed: [], refused: new Map(), writes: 3 };
}

function idsOf({ articles }: Commit): string[] {
  return articles.map(({ postId }) => postId);
}

/** A saver with batches of one post. The test decides how each commit ends. */
function saverWith({
  commit = async (planned) => allSaved(planned),
  ...options
}: Partial<SaverOptions> & { readonly commit?: (planned: Commit) => Promise<CommitOutcome> }) {
  settled.length = 0;
  const outcomes: string[] = [];
  const runtime = virtualRuntime();
  const encoder = createWriteEncoder('projects/p/databases/(default)');
  const documents = createDayDocuments('w');
  const saver = createSaver({
    maxPosts: 1,
    maxBytes: 1_000_000,
    maxDelayMs: 1,
    parallelCommits: 4,
    retryForMs: 10_000,
    runtime,
    log: pino({ level: 'silent' }),
    store: {
      articleOf: createArticleMaker(encoder, 90).make,
      plan: (articles) =>
        plan(articles, { maxBytes: 1_000_000, maxWrites: 500 }, documents, runtime.clock.monotonic()),
      commit,
      release: ({ counters }) => documents.release(counters.map(({ documentId }) => documentId)),
    },
    reject: (one, { reason }) => settled.push(`reject ${one.id} ${reason}`),
    onOutcome: (outcome, posts) => {
      if (posts > 0) outcomes.push(`${outcome} ${posts}`);
    },
    ...options,
  });
  return { saver, outcomes, clock: runtime.clock };
}

test('commits run in parallel up to the limit, and no two write the same document', async () => {
  const running = new Set<string>();
  let commits = 0;
  let most = 0;
  const { saver, clock } = saverWith({
    parallelCommits: 3,
    commit: async (commit) => {
      commits += 1;
      const own = commit.counters.map(({ documentId }) => documentId);
      for (const id of own) {
        expect(running.has(id)).toBe(false);
        running.add(id);
      }
      most = Math.max(most, running.size);
      await clock.sleep(5);
      for (const id of own) running.delete(id);
      return allSaved(commit);
    },
  });
  await using _ = saver;
  for (let index = 0; index < 60; index++) saver.add(post(`${index}`, 'P'), delivery(`${index}`));
  await clock.until(() => settled.length === 60);
  expect(commits).toBe(60);
  expect(most).toBe(3);
  expect(settled.every((entry) => entry.startsWith('ack'))).toBe(true);
});

test('deliveries are acked only after the commit', async () => {
  const gate = Promise.withResolvers<void>();
  const { saver, clock } = saverWith({
    commit: async (commit) => {
      await gate.promise;
      return allSaved(commit);
    },
  });
  await using _ = saver;
  saver.add(post('1', 'A'), delivery('first'));
  await clock.advance(20);
  saver.add(post('1', 'A'), delivery('again'));
  expect(settled).toEqual([]);
  gate.resolve();
  await clock.until(() => settled.length === 2);
  expect(settled).toEqual(['ack first', 'ack again']);
});

test('a commit that fails for a while is retried, and no post is nacked', async () => {
  let failures = 3;
  const { saver, outcomes, clock } = saverWith({
    commit: async (commit) => {
      if (failures-- > 0) throw Object.assign(new Error('away'), { code: 14 });
      return allSaved(commit);
    },
  });
  await using _ = saver;
  saver.add(post('1', 'A'), delivery('1'));
  await clock.until(() => settled.length === 1);
  expect(settled).toEqual(['ack 1']);
  expect(outcomes).toEqual(['saved 1']);
});

test('a commit that fails for too long nacks its posts, and other commits continue', async () => {
  const { saver, outcomes, clock } = saverWith({
    retryForMs: 0,
    commit: async (commit) => {
      if (idsOf(commit).includes('bad')) throw new Error('no');
      return allSaved(commit);
    },
  });
  await using _ = saver;
  saver.add(post('bad', 'A'), delivery('bad'));
  saver.add(post('good', 'B'), delivery('good'));
  await clock.until(() => settled.length === 2);
  expect(settled.toSorted()).toEqual(['ack good', 'nack bad']);
  expect(outcomes.toSorted()).toEqual(['retried 1', 'saved 1']);
});

test('duplicates and changed articles are acked and counted as such; posts that Firestore refuses become dead letters', async () => {
  const { saver, outcomes, clock } = saverWith({
    maxPosts: 4,
    commit: async ({ articles }) => {
      const [one = '', two = '', three = '', four = ''] = articles.map(({ recordId }) => recordId);
      return {
        saved: [one],
        duplicates: [two],
        changed: [four],
        refused: new Map([[three, 'too odd']]),
        writes: 2,
      };
    },
  });
  await using _ = saver;
  for (const id of ['1', '2', '3', '4']) saver.add(post(id, 'A'), delivery(id));
  await clock.until(() => settled.length === 4);
  expect(settled).toEqual(['ack 1', 'ack 2', 'reject 3 firestore-refused', 'ack 4']);
  expect(outcomes).toEqual(['saved 1', 'duplicate 1', 'changed 1']);
});

test('a post with more names than a record can hold becomes a dead letter at once', async () => {
  const { saver, clock } = saverWith({});
  await using _ = saver;
  const entities = Array.from({ length: 2_000 }, (_, index) => ({
    type: 'place' as const,
    text: `${index}${'字'.repeat(196)}`,
    count: 1,
  }));
  saver.add(processedPost({ postId: '1', publication: 'A', entities }), delivery('1'));
  await clock.until(() => settled.length === 1);
  expect(settled).toEqual(['reject 1 too-many-names']);
});

test('after hurry() a batch does not wait until it is full or due', async () => {
  const { saver, clock } = saverWith({ maxPosts: 1_000, maxDelayMs: 1_000_000 });
  await using _ = saver;
  saver.add(post('1', 'A'), delivery('1'));
  await clock.advance(999_999);
  expect(settled).toEqual([]);
  saver.hurry();
  saver.add(post('2', 'B'), delivery('2'));
  await clock.until(() => settled.length === 2);
});

test('a Firestore that accepts no commit for a minute is a health problem until it accepts one', async () => {
  let isFull = true;
  const { saver, clock } = saverWith({
    retryForMs: 600_000,
    commit: async (commit) => {
      if (isFull) throw new Error('8 RESOURCE_EXHAUSTED: the engine holds all that it may');
      return allSaved(commit);
    },
  });
  await using _ = saver;
  saver.add(post('1', 'A'), delivery('first'));
  await clock.advance(59_000);
  expect(saver.problems()).toEqual([]);
  await clock.advance(2_000);
  expect(saver.problems()).toEqual([
    'Firestore has not accepted a commit for more than a minute: 8 RESOURCE_EXHAUSTED: the engine holds all that it may',
  ]);
  isFull = false;
  await clock.until(() => settled.length === 1);
  expect(settled).toEqual(['ack first']);
  expect(saver.problems()).toEqual([]);
});
