import { describe, expect, test } from 'vitest';
import { forEachChunk, MAX_CHUNK } from '../../functions/extract/tagger/chunks.ts';
import { extractWithTagger } from '../../functions/extract/tagger/tagger.ts';

const units: Readonly<Record<string, string>> = {
  'no space': 'x',
  capitals: 'A',
  'capital words': 'KAMPALA ',
  emoji: '😀',
  Arabic: 'مرحبا بالعالم ',
  Chinese: '中文没有空格。',
  'lone surrogates': '\ud800',
  HTML: '<div class="a">Kato</div><p>\n',
  'source code': 'function foo(a, b) { return a + b; }\n',
  spaces: ' ',
  'line ends': 'Kato\n',
  hyphens: 'Ab-Cd',
  brackets: '(',
  abbreviations: 'Mr. ',
  acronyms: 'Ab Bc Cd (ABC) ',
};

/** The lengths of the pieces that compromise sees: what bounds its rules, some of which take time by the square of a length. */
function chunksOf(text: string): number[] {
  const lengths: number[] = [];
  forEachChunk(text, (start, end) => lengths.push(end - start));
  return lengths;
}

describe('any input ends', () => {
  test('an empty text has no names', () => {
    expect(extractWithTagger('')).toEqual([]);
  });

  test.each(Object.entries(units))('300 kB of %s', (_, unit) => {
    const text = unit.repeat(Math.ceil(300_000 / unit.length));
    for (const { start, end, text: name } of extractWithTagger(text)) {
      if (text.slice(start, end) !== name) expect.fail(`${start} to ${end} is not ${name}`);
    }
  });

  test.each(Object.entries(units))(
    'work on %s grows with the length: compromise sees bounded pieces',
    (_, unit) => {
      const text = unit.repeat(Math.ceil(100_000 / unit.length));
      const lengths = chunksOf(text);
      expect(Math.max(...lengths)).toBeLessThanOrEqual(MAX_CHUNK);
      expect(lengths.reduce((a, b) => a + b)).toBe(text.length);
      // A piece is either a line or at least half full, so their number is bounded as well.
      expect(lengths.length).toBeLessThanOrEqual(text.split('\n').length + (2 * text.length) / MAX_CHUNK);
    },
  );
});
