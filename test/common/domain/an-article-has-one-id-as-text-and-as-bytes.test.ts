import fc from 'fast-check';
import { expect, test } from 'vitest';
import { derivedPostId, derivedPostIdOfBytes } from '../../../functions/common/domain/keys.ts';

/** Beyond it are no characters that the bytes are trusted with; it ends behind the last white space. */
const LAST = 0x3100;

const bytesOf = (text: string): string => Buffer.from(text).toString('latin1');

test('an article has the same derived id as text and as bytes, whatever characters it holds', () => {
  for (let code = 0; code <= LAST; code++) {
    const character = String.fromCodePoint(code);
    for (const content of [character, `a${character}b`, `e${character}`, `${character}\u0301b`])
      if (derivedPostIdOfBytes('P', bytesOf(content)) !== derivedPostId('P', content))
        expect.fail(`differs for U+${code.toString(16)} in ${JSON.stringify(content)}`);
  }
});

test('an article has the same derived id as text and as bytes, whatever its text and publication are', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (publication, content) => {
      expect(derivedPostIdOfBytes(publication, bytesOf(content))).toBe(derivedPostId(publication, content));
    }),
    { numRuns: 1_000 },
  );
});
