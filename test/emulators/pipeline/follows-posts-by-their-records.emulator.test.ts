import { Timestamp } from '@google-cloud/firestore';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { openTally, type PostTally } from '../../../emulators/pipeline/tally.ts';
import { attributeNames } from '../../../functions/common/cloud/attributes.ts';
import { publicationId } from '../../../functions/common/domain/keys.ts';
import { collections } from '../../../functions/common/domain/store/documents.ts';
import { recordId } from '../../../functions/common/domain/store/ids.ts';
import { topology } from '../../../functions/common/domain/topology.ts';
import { sharedEmulators } from '../../support/shared.ts';

const SENT_AT = Date.UTC(2026, 10, 28, 12);
const PUBLICATION = 'Example Times';

const emulators = sharedEmulators();
let tally: PostTally;
let tests = 0;

beforeEach(async () => {
  tests += 1;
  tally = await openTally(emulators.pubsub, emulators.firestore, topology());
});
afterEach(() => tally[Symbol.asyncDispose]());

const postId = (index: number): string => `${tests}-${index}`;
const idOf = (index: number): string => recordId(publicationId(PUBLICATION), postId(index));
const range = (from: number, to: number): string[] =>
  Array.from({ length: to - from }, (_, index) => idOf(from + index));

async function save(ids: readonly string[], acceptedAt = SENT_AT): Promise<void> {
  const batch = emulators.firestore.batch();
  for (const id of ids)
    batch.set(emulators.firestore.collection(collections.posts).doc(id), {
      acceptedAt: Timestamp.fromMillis(acceptedAt),
    });
  await batch.commit();
}

test('a post is saved once it has a record, and pending until then', async () => {
  tally.add(range(0, 3), SENT_AT);
  expect(await tally.look()).toEqual({ accepted: 3, duplicates: 0, saved: 0, deadLettered: 0, pending: 3 });
  await save(range(1, 3));
  expect(await tally.look()).toMatchObject({ accepted: 3, saved: 2, pending: 1 });
});

test('a record that was accepted before the post was sent makes it a duplicate', async () => {
  await save(range(0, 1), SENT_AT - 1);
  await save(range(1, 2), SENT_AT);
  tally.add(range(0, 2), SENT_AT);
  tally.add(range(1, 2), SENT_AT + 5);
  expect(await tally.look()).toEqual({ accepted: 3, duplicates: 2, saved: 1, deadLettered: 0, pending: 0 });
});

test('posts are found behind many that are never saved', async () => {
  tally.add(range(0, 700), SENT_AT);
  await save(range(350, 700));
  let counts = await tally.look();
  for (let looks = 0; looks < 20 && counts.saved < 350; looks++) counts = await tally.look();
  expect(counts).toMatchObject({ saved: 350, pending: 350 });
});

test('a look reads a few records, however many posts are pending', async () => {
  const reads = vi.spyOn(emulators.firestore, 'getAll');
  const read = (): number => reads.mock.calls.reduce((sum, call) => sum + call.length - 1, 0);
  tally.add(range(0, 2_000), SENT_AT);
  await save(range(0, 250));
  expect(await tally.look()).toMatchObject({ saved: 250 });
  expect(read()).toBeLessThanOrEqual(400);
  reads.mockRestore();
});

test('a dead letter is given up, and counts as saved if it has a record after all', async () => {
  tally.add(range(0, 2), SENT_AT);
  await emulators.pubsub.topic(topology().topics.postsDeadLetter.name).publishMessage({
    data: Buffer.from('{}'),
    attributes: { [attributeNames.postId]: postId(0), [attributeNames.publication]: PUBLICATION },
  });
  await expect.poll(tally.look, { timeout: 30_000 }).toMatchObject({ deadLettered: 1, pending: 1 });
  await save(range(0, 2));
  await expect
    .poll(tally.look)
    .toEqual({ accepted: 2, duplicates: 0, saved: 2, deadLettered: 0, pending: 0 });
});
