import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { countEntities } from '../../functions/extract/entities.ts';
import { extractorNamed } from '../../functions/extract/extract.ts';
import { extractorNames } from '../../functions/extract/extractor-names.ts';
import { openWeights } from '../../functions/extract/tagger/network/weights.ts';
import { createTagger, extractWithTagger, weightsFile } from '../../functions/extract/tagger/tagger.ts';
import { runScript } from '../support/extract/run-script.ts';

const article = `President Yoweri Museveni met Barack Obama in Kampala on Monday. Mr Museveni thanked the United Nations.
“Uganda’s future is bright,” Museveni said, before the Bank of Ghana (BoG) spoke. The BoG’s governor went to Accra, Ghana.`;

function shown(text: string): string[] {
  return extractWithTagger(text).map((mention) => `${mention.type} ${mention.text}`);
}

describe('the tagger', () => {
  test('finds people, places and organizations with their exact offsets', () => {
    expect(shown(article)).toEqual([
      'person Yoweri Museveni',
      'person Barack Obama',
      'place Kampala',
      'person Museveni',
      'organization United Nations',
      'place Uganda',
      'person Museveni',
      'organization Bank of Ghana',
      'organization BoG',
      'organization BoG',
      'place Accra',
      'place Ghana',
    ]);
    for (const { start, end, text } of extractWithTagger(article))
      expect(article.slice(start, end)).toBe(text);
  });

  test('keeps a name across a hyphen or a line end in one piece', () => {
    expect(shown('Yoon Suk-yeol met Nana Akufo-Addo and Ali al-Ansari in New\nYork.')).toEqual([
      'person Yoon Suk-yeol',
      'person Nana Akufo-Addo',
      'person Ali al-Ansari',
      'place New\nYork',
    ]);
  });

  test('includes numbers that belong to a name', () => {
    expect(shown('He left 20th Century Fox for Channel 13 in March 2013, with 200 people.')).toEqual([
      'organization 20th Century Fox',
      'organization Channel 13',
    ]);
  });

  test('does not tag nationalities and titles as names', () => {
    expect(shown('The South Koreans cheered. The Crown Prince and the Prime Minister smiled.')).toEqual([]);
  });

  test('gives the same names whatever it read before and however many words it caches', () => {
    const fresh = createTagger(openWeights(weightsFile));
    const used = createTagger(openWeights(weightsFile), { slots: 600, windowWords: 250 });
    for (let i = 0; i < 50; i++)
      used(`${article} Abc${i} Def${i % 7} spoke in Town${i}. ${'KAMPALA '.repeat(i)}`);
    expect(used(article)).toEqual(fresh(article));
  });

  test('gives the same names in another process', async () => {
    const output = await runScript('extract-article.ts', article);
    expect(JSON.parse(output)).toEqual(extractWithTagger(article));
  });

  test('reports its confidence in each name', () => {
    for (const { score } of extractWithTagger(article)) {
      expect(score).toBeGreaterThan(0);
      expect(score).toBeLessThanOrEqual(1);
    }
    const score = (text: string): number => extractWithTagger(text)[0]?.score ?? 0;
    expect(score('Barack Obama spoke in Kampala.')).toBeGreaterThan(0.9);
  });

  test('ships weights of at most 8 MB whose hash the model card states', () => {
    const file = readFileSync(weightsFile);
    expect(file.length).toBeLessThanOrEqual(8_000_000);
    const card = readFileSync(new URL('../../docs/model-card.md', import.meta.url), 'utf8');
    expect(card).toContain(createHash('sha256').update(file).digest('hex'));
  });
});

describe.each(extractorNames)('the extractor %s', (name) => {
  const extract = extractorNamed(name);
  const holdsOffsets = (text: string): void => {
    let last = 0;
    const mentions = extract(text);
    for (const mention of mentions) {
      expect(text.slice(mention.start, mention.end)).toBe(mention.text);
      expect(mention.start).toBeGreaterThanOrEqual(last);
      expect(mention.text.trim()).not.toBe('');
      last = mention.end;
    }
    expect(countEntities(text, mentions).reduce((sum, { count }) => sum + count, 0)).toBe(mentions.length);
  };

  test('gives exact offsets on any string', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 300 }), holdsOffsets), { numRuns: 150 });
    // Any UTF-16 unit, lone surrogates included.
    const units = fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 60 });
    fc.assert(
      fc.property(units, (codes) => holdsOffsets(String.fromCharCode(...codes))),
      { numRuns: 100 },
    );
  });

  test('gives exact offsets on text that resembles news', () => {
    const word = fc.constantFrom(
      ...[
        'Mr',
        'Kato',
        "Kato's",
        'the',
        'of',
        'KAMPALA',
        'U.S.',
        '(SMUG)',
        '“Uganda”,',
        'al-Ansari',
        'said.',
        '\n',
        '\n\n',
      ],
      ...[
        'Suk-yeol',
        '—',
        '/',
        'A/B',
        'New',
        'York',
        'Bank',
        '...',
        '😀',
        '\ud800',
        'é',
        'http://a.b/C',
        '<b>Kato</b>',
        '\u00a0',
      ],
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 60 }), fc.constantFrom(' ', '', '  ', '-'), (words, joint) =>
        holdsOffsets(words.join(joint)),
      ),
      { numRuns: 300 },
    );
  });
});
