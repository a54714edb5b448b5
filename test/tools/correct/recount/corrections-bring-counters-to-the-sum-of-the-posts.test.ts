import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeEntities, encodeEntities } from '../../../../functions/common/domain/kept-entities.ts';
import { entityId, entityKey } from '../../../../functions/common/domain/keys.ts';
import type { ProcessedPost } from '../../../../functions/common/domain/post.ts';
import { createSum, planRecount } from '../../../../tools/correct/recount/plan.ts';

const entity = fc.record({
  type: fc.constantFrom('person' as const, 'place' as const, 'organization' as const),
  text: fc.constantFrom('Ada', 'ADA', 'Paris', 'Oslo', 'Acme'),
  count: fc.integer({ min: 1, max: 9 }),
});
const posts = fc
  .array(fc.array(entity, { maxLength: 5 }), { maxLength: 12 })
  .map((lists): ProcessedPost[] =>
    lists.map((entities, index) => ({ postId: `p-${index}`, publication: 'P', entities })),
  );

test('whatever the counters say, the corrections bring them to the sum of the posts', () => {
  fc.assert(
    fc.property(
      posts,
      fc.dictionary(fc.string({ minLength: 1, maxLength: 3 }), fc.integer()),
      fc.integer(),
      fc.integer({ min: 1, max: 5 }),
      (list, stray, articles, pageSize) => {
        const sum = createSum();
        for (let from = 0; from < list.length; from += pageSize) sum.add(list.slice(from, from + pageSize));
        const counters = new Map(Object.entries(stray));
        const plan = planRecount(sum, counters, articles);
        for (const { entityId, by } of plan.corrections)
          counters.set(entityId, (counters.get(entityId) ?? 0) + by);
        const truth = new Map<string, number>();
        for (const { type, text, count } of list.flatMap(({ entities }) => entities)) {
          const id = entityId(type, entityKey(text));
          truth.set(id, (truth.get(id) ?? 0) + count);
        }
        expect(articles + plan.articlesBy).toBe(list.length);
        expect(new Map([...counters].filter(([, count]) => count !== 0))).toEqual(truth);
      },
    ),
  );
});

test('the ledger gives back the entities it was given; too many are not kept', () => {
  fc.assert(
    fc.property(fc.array(entity), (list) => {
      expect(decodeEntities(encodeEntities(list) ?? '')).toEqual(list);
    }),
  );
  const many = Array.from({ length: 5_000 }, (_, index) => ({
    type: 'person' as const,
    text: 'é'.repeat(190) + index,
    count: 1,
  }));
  expect(encodeEntities(many)).toBeUndefined();
});
