import fc from 'fast-check';
import { expect, test } from 'vitest';
import { splitLines } from '../../../functions/common/domain/lines.ts';

test('any division of the bytes gives the same lines, and lines that are too long are skipped', async () => {
  const line = fc.string({ maxLength: 12 }).map((text) => text.replaceAll('\n', ''));
  await fc.assert(
    fc.asyncProperty(fc.array(line), fc.integer({ min: 1, max: 9 }), async (lines, size) => {
      const bytes = Buffer.from(lines.map((text) => `${text}\n`).join(''));
      const chunks = async function* (): AsyncGenerator<Buffer> {
        for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
      };
      const found: (string | undefined)[] = [];
      let length = 0;
      for await (const piece of splitLines(chunks(), 8)) {
        found.push(piece.bytes?.toString());
        length += piece.length;
      }
      expect(found).toEqual(lines.map((text) => (Buffer.byteLength(text) > 8 ? undefined : text)));
      expect(length).toBe(bytes.length);
    }),
  );
});
