import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createHeldBytes, type Share } from '../../functions/submit/held-bytes.ts';

/** The number of bytes that a share can take, one byte at a time. */
function takeAll(share: Share): number {
  let bytes = 0;
  while (share.take(1)) bytes += 1;
  return bytes;
}

test('one holder gets half, and each further holder half of the rest, so that there is always room for another', () => {
  const held = createHeldBytes(640);
  expect([1, 2, 3, 4].map(() => takeAll(held.open()))).toEqual([320, 160, 80, 40]);
});

test('holders that take at the same time get equal shares', () => {
  const held = createHeldBytes(600);
  const shares = [held.open(), held.open()];
  const got = shares.map(() => 0);
  for (let isFull = false; !isFull; ) {
    isFull = true;
    for (const [index, share] of shares.entries()) {
      if (!share.take(1)) continue;
      got[index] = (got[index] ?? 0) + 1;
      isFull = false;
    }
  }
  expect(got).toEqual([200, 200]);
});

test('all requests of one key use one share', () => {
  const held = createHeldBytes(600);
  const own = [held.open('desk'), held.open('desk'), held.open('desk')];
  expect(own.map(takeAll)).toEqual([300, 0, 0]);
  expect(takeAll(held.open('another'))).toBe(150);
  own[0]?.release();
  expect(own[1]?.take(100)).toBe(true);
});

test('the total never exceeds the limit, and is 0 when all holders have ended', () => {
  const step = fc.record({
    request: fc.nat(5),
    bytes: fc.integer({ min: 1, max: 400 }),
    does: fc.constantFrom('take', 'give', 'release'),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const held = createHeldBytes(1_000);
      const shares = Array.from({ length: 6 }, (_, n) => held.open(n < 3 ? 'desk' : undefined));
      const own = shares.map(() => 0);
      for (const { request, bytes, does } of steps) {
        const share = shares[request];
        const before = own[request] ?? 0;
        if (does === 'take' && share?.take(bytes)) own[request] = before + bytes;
        if (does === 'give') {
          share?.give(Math.min(bytes, before));
          own[request] = before - Math.min(bytes, before);
        }
        if (does === 'release') {
          share?.release();
          own[request] = 0;
        }
        expect(own.reduce((sum, one) => sum + one, 0)).toBeLessThanOrEqual(1_000);
      }
      for (const share of shares) share.release();
      expect(held.open().take(500)).toBe(true);
    }),
  );
});
