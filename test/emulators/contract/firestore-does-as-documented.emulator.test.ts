/**
 * The behaviour of Firestore that the pipeline relies on, tested on the local engine (`npm test`) and
 * Google's emulator (`npm run test:emulators`). The engine follows the documents of the service. Where the
 * emulator does not, `differs` states its behaviour.
 */
import { randomUUID } from 'node:crypto';
import { AggregateField, FieldPath, FieldValue, Timestamp } from '@google-cloud/firestore';
import { describe, expect, test } from 'vitest';
import { GrpcCode } from '../../../functions/common/cloud/grpc.ts';
import { testEngine } from '../../support/emulators.ts';
import { sharedEmulators } from '../../support/shared.ts';

const emulators = sharedEmulators();
const isGoogle = testEngine === 'google';

/** A separate collection for each test. */
const fresh = () => emulators.firestore.collection(`c-${randomUUID()}`);

describe('commits', () => {
  test('a create of an existing document fails the whole commit', async () => {
    const collection = fresh();
    await collection.doc('a').create({ n: 1 });
    const batch = emulators.firestore.batch();
    batch.create(collection.doc('b'), { n: 2 });
    batch.create(collection.doc('a'), { n: 2 });
    await expect(batch.commit()).rejects.toMatchObject({ code: GrpcCode.alreadyExists });
    expect((await collection.doc('b').get()).exists).toBe(false);
    expect((await collection.doc('a').get()).get('n')).toBe(1);
  });

  test('a commit that creates a document twice is refused', async () => {
    const document = fresh().doc('a');
    const batch = emulators.firestore.batch();
    batch.create(document, { n: 1 });
    batch.create(document, { n: 2 });
    await expect(batch.commit()).rejects.toMatchObject({ code: GrpcCode.invalidArgument });
    expect((await document.get()).exists).toBe(false);
  });

  test('a precondition on the update time fails if the document has changed', async () => {
    const document = fresh().doc('a');
    const { writeTime } = await document.set({ n: 1 });
    await document.update({ n: 2 }, { lastUpdateTime: writeTime });
    await expect(document.update({ n: 3 }, { lastUpdateTime: writeTime })).rejects.toMatchObject({
      code: GrpcCode.failedPrecondition,
    });
    await expect(document.delete({ lastUpdateTime: writeTime })).rejects.toMatchObject({
      code: GrpcCode.failedPrecondition,
    });
    await expect(fresh().doc('none').update({ n: 1 })).rejects.toMatchObject({ code: GrpcCode.notFound });
  });

  test('increments of integers stay integers, and a double makes a double', async () => {
    const document = fresh().doc('a');
    await Promise.all(
      Array.from({ length: 20 }, () => document.set({ n: FieldValue.increment(2) }, { merge: true })),
    );
    expect((await document.get()).get('n')).toBe(40);
    await document.set({ n: FieldValue.increment(0.5) }, { merge: true });
    expect((await document.get()).get('n')).toBe(40.5);
    await document.set({ n: 'text' });
    await document.set({ n: FieldValue.increment(3) }, { merge: true });
    expect((await document.get()).get('n')).toBe(3);
  });

  test('keys of maps may be any text, and a merge leaves other keys unchanged', async () => {
    const document = fresh().doc('a');
    const names = ['a.b', 'c`d', 'e\\f', 'constructor', 'ü', ' '];
    await document.set({ names: { kept: 1 } });
    for (const name of names)
      await document.set({ names: { [name]: FieldValue.increment(1) } }, { merge: true });
    expect((await document.get()).get('names')).toEqual({
      kept: 1,
      ...Object.fromEntries(names.map((name) => [name, 1])),
    });
    await document.update(new FieldPath('names', 'a.b'), FieldValue.delete());
    expect(Object.keys((await document.get()).get('names'))).toHaveLength(names.length);
  });

  test('a write that changes nothing leaves the update time', async () => {
    const document = fresh().doc('a');
    await document.set({ n: 1, m: { a: [1, 'x'] } });
    const { updateTime } = await document.get();
    await document.set({ n: 1, m: { a: [1, 'x'] } });
    await document.set({ n: 1 }, { merge: true });
    expect((await document.get()).updateTime).toEqual(updateTime);
  });

  test('server timestamps are in milliseconds', async () => {
    const document = fresh().doc('a');
    await document.set({ at: FieldValue.serverTimestamp() });
    const at: Timestamp = (await document.get()).get('at');
    expect(at.nanoseconds % 1e6).toBe(0);
  });

  test('array union adds missing elements, and array remove deletes the given ones', async () => {
    const document = fresh().doc('a');
    await document.set({ tags: ['a'] });
    await document.update({ tags: FieldValue.arrayUnion('a', 'b', 'c') });
    await document.update({ tags: FieldValue.arrayRemove('b') });
    expect((await document.get()).get('tags')).toEqual(['a', 'c']);
  });
});

describe('limits of the documented service', () => {
  test('a document of 1 MiB', async () => {
    const document = fresh().doc('a');
    await document.set({ text: 'x'.repeat(1_000_000) });
    await expect(document.set({ text: 'x'.repeat(1_048_577) })).rejects.toMatchObject({
      code: GrpcCode.invalidArgument,
    });
    await document.set({ text: 'x'.repeat(900_000) });
    const growing = document.set({ more: 'y'.repeat(200_000) }, { merge: true });
    await expect(growing).rejects.toMatchObject({ code: GrpcCode.invalidArgument });
    expect((await document.get()).get('more')).toBeUndefined();
  });

  const increments = (count: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, i) => [`n${i}`, FieldValue.increment(1)]));

  test('500 transforms of one document in a commit; the emulator accepts more', async () => {
    const document = fresh().doc('a');
    await document.set(increments(500), { merge: true });
    const more = document.set(increments(501), { merge: true });
    if (isGoogle) await more;
    else await expect(more).rejects.toMatchObject({ code: GrpcCode.invalidArgument });
  });

  test('40,000 index entries of a document; the emulator counts none', async () => {
    const fields = Object.fromEntries(Array.from({ length: 20_001 }, (_, i) => [`n${i}`, 1]));
    const writing = fresh().doc('a').set(fields);
    if (isGoogle) await writing;
    else await expect(writing).rejects.toMatchObject({ code: GrpcCode.invalidArgument });
  });
});

describe('reads', () => {
  test('at a past read time, documents and queries agree, whatever was written since', async () => {
    const collection = fresh();
    await collection.doc('a').set({ n: 1, m: { x: 1 }, on: true });
    await collection.doc('gone').set({ n: 5, on: true });
    const { readTime } = await collection.doc('a').get();
    await collection.doc('a').set({ n: 2, m: { y: FieldValue.increment(1) }, on: false }, { merge: true });
    await collection.doc('a').set({ n: 3 });
    await collection.doc('gone').delete();
    await collection.doc('new').set({ n: 9, on: true });
    const past = await emulators.firestore.runTransaction(
      async (at) => ({
        one: (await at.get(collection.doc('a'))).data(),
        query: (await at.get(collection.where('on', '==', true).orderBy('n'))).docs.map(({ id }) => id),
        count: (await at.get(collection.count())).data().count,
      }),
      { readOnly: true, readTime },
    );
    expect(past).toEqual({ one: { n: 1, m: { x: 1 }, on: true }, query: ['a', 'gone'], count: 2 });
  });

  test('at a read time that is too old are refused; the emulator returns nothing', async () => {
    const document = fresh().doc('a');
    await document.set({ n: 1 });
    const readTime = Timestamp.fromMillis(Date.now() - 2 * 3_600_000);
    const reading = emulators.firestore.runTransaction((at) => at.get(document), {
      readOnly: true,
      readTime,
    });
    if (isGoogle) expect((await reading).exists).toBe(false);
    else await expect(reading).rejects.toMatchObject({ code: GrpcCode.failedPrecondition });
  });

  test('filter by equality, range, membership and containment, with order, limits and cursors', async () => {
    const collection = fresh();
    const batch = emulators.firestore.batch();
    for (let i = 0; i < 30; i++)
      batch.set(collection.doc(`d${String(i).padStart(2, '0')}`), {
        i,
        k: i % 3,
        tags: [`t${i % 5}`, 'all'],
      });
    batch.set(collection.doc('without'), { k: 1 });
    await batch.commit();
    const ids = async (query: FirebaseFirestore.Query) => (await query.get()).docs.map(({ id }) => id);
    expect(await ids(collection.where('k', '==', 1).orderBy('i', 'desc').limit(2))).toEqual(['d28', 'd25']);
    expect(await ids(collection.where('i', '>=', 27))).toEqual(['d27', 'd28', 'd29']);
    expect(await ids(collection.where('i', 'in', [3, 1, 99]))).toEqual(['d01', 'd03']);
    expect(await ids(collection.where('tags', 'array-contains', 't4').where('i', '<', 10))).toEqual([
      'd04',
      'd09',
    ]);
    const ordered = collection.orderBy('k').orderBy(FieldPath.documentId());
    expect(await ids(ordered.startAfter(2, 'd26').limit(5))).toEqual(['d29']);
    expect(await ids(ordered.startAt(2, 'd26').endBefore(2, 'd29'))).toEqual(['d26']);
    expect(await ids(collection.orderBy('i').offset(28))).toEqual(['d28', 'd29']);
    expect((await collection.select('k').limit(1).get()).docs[0]?.data()).toEqual({ k: 0 });
  });

  test('order texts by their UTF-8 bytes, and types in their documented order', async () => {
    const collection = fresh();
    const values = [
      null,
      false,
      Number.NaN,
      -1,
      1.5,
      2,
      Timestamp.fromMillis(0),
      'Z',
      'a',
      'é',
      '\uffee',
      '😀',
    ];
    for (const [index, value] of values.entries()) await collection.doc(String(index)).set({ value });
    const found = (await collection.orderBy('value').get()).docs.map(({ id }) => Number(id));
    expect(found).toEqual(values.map((_, index) => index));
  });

  test('of a collection group find every collection of that name', async () => {
    const group = `g-${randomUUID()}`;
    await emulators.firestore.doc(`x/1/${group}/a`).set({ n: 1 });
    await emulators.firestore.doc(`x/2/${group}/b`).set({ n: 2 });
    const found = emulators.firestore.collectionGroup(group);
    expect((await found.orderBy('n', 'desc').get()).docs.map(({ id }) => id)).toEqual(['b', 'a']);
    expect((await found.count().get()).data().count).toBe(2);
  });

  test('sum and count in one aggregation leave out documents without the field', async () => {
    const collection = fresh();
    await collection.doc('a').set({ n: 1 });
    await collection.doc('b').set({ n: 2.5 });
    await collection.doc('c').set({});
    const sums = { n: AggregateField.sum('n'), count: AggregateField.count() };
    expect((await collection.aggregate(sums).get()).data()).toEqual({ n: 3.5, count: 2 });
  });

  test('list collections and documents, including documents that only have collections', async () => {
    const parent = fresh().doc('p');
    await parent.collection('one').doc('a').collection('two').doc('b').set({});
    await parent.collection('one').doc('a').collection('two').doc('A').set({});
    expect((await parent.listCollections()).map(({ id }) => id)).toEqual(['one']);
    expect((await parent.collection('one').listDocuments()).map(({ id }) => id)).toEqual(['a']);
    await emulators.firestore.recursiveDelete(parent);
    expect(await parent.listCollections()).toEqual([]);
  });
});
