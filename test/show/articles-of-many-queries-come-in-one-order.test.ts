import { Firestore, type Query, Timestamp } from '@google-cloud/firestore';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Reads } from '../../functions/common/cloud/moment.ts';
import { newestOf } from '../../functions/show/reading/articles.ts';

const firestore = new Firestore({ projectId: 'demo-order' });

interface Stored {
  readonly id: string;
  readonly at: Timestamp;
}

const newestFirst = (a: Stored, b: Stored): number =>
  b.at.seconds - a.at.seconds || (a.id < b.id ? 1 : a.id > b.id ? -1 : 0);

/** Answers the queries of publications `0`, `1` and so on from lists, and counts the documents returned. */
function readsOf(lists: readonly (readonly Stored[])[]) {
  let given = 0;
  const get = async (query: Query) => {
    const sent = Reflect.get(query, 'toProto').call(query).structuredQuery;
    const list = lists[Number(sent.where.fieldFilter.value.stringValue)] ?? [];
    const after = sent.startAt?.values;
    const from =
      after === undefined ? 0 : list.findIndex(({ id }) => after[1].referenceValue.endsWith(`/${id}`)) + 1;
    const docs = list
      .slice(from, from + sent.limit.value)
      .map(({ id, at }) => ({ id, data: () => ({ at }) }));
    given += docs.length;
    return { docs, size: docs.length };
  };
  return { at: { get } as unknown as Reads, given: () => given };
}

test('the newest articles of all queries are merged in order, with few reads', async () => {
  const list = fc.array(fc.nat(50), { maxLength: 40 });
  const lists = fc.array(list, { minLength: 1, maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(lists, fc.integer({ min: 1, max: 60 }), async (moments, limit) => {
      const stored = moments.map((own, source) =>
        own
          .map((seconds, n) => ({ id: `${source}-${n}`, at: new Timestamp(seconds, 0) }))
          .toSorted(newestFirst),
      );
      const { at, given } = readsOf(stored);
      const choices = stored.map((_, source) => ({ publicationIds: [`${source}`] }));
      const found = await newestOf(at, firestore, choices, { limit });
      const expected = stored.flat().toSorted(newestFirst).slice(0, limit);
      expect(found.map(({ id }) => id)).toEqual(expected.map(({ id }) => id));
      expect(given()).toBeLessThanOrEqual(3 * limit + 2 * choices.length);
    }),
  );
});
