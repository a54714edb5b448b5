import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createInOrder } from '../../../tools/submit/in-order.ts';

test('work that completes in any order is confirmed in the order of the input', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 30 }), fc.infiniteStream(fc.nat()), (count, picks) => {
      const confirmed: number[] = [];
      const order = createInOrder<number>((item) => confirmed.push(item));
      const open = Array.from({ length: count }, (_, item) => ({ item, done: order.add() }));
      while (open.length > 0) {
        const [picked] = open.splice(picks.next().value % open.length, 1);
        picked?.done(picked.item);
        expect(confirmed).toEqual(Array.from(confirmed, (_, index) => index));
        expect(confirmed.length).toBe(open.length === 0 ? count : Math.min(...open.map(({ item }) => item)));
      }
    }),
  );
});
