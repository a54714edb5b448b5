import nlp from 'compromise';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { entityTypes } from '../../functions/common/domain/post.ts';
import { entityPlugin } from '../../functions/extract/compromise-plugin.ts';
import { extract } from '../../functions/extract/extract.ts';

beforeAll(() => {
  nlp.plugin(entityPlugin);
});

const article = `President Yoweri Museveni met Yoon Suk-yeol in Kampala, Uganda’s capital (on Monday).
“The U.S.-based Bank of Ghana left!” Kato's friend said of Google/OpenAI and of New
York. EU-led talks with the al-Shabaab group ended in St. Petersburg. Yahoo! Inc. and Mr. J. Kato stayed.`;

interface PlacedName {
  readonly type: string;
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** The text of a document, and each name with its type and offset, from the views of the document. */
function ofViews(input: string): { readonly text: string; readonly names: readonly PlacedName[] } {
  const doc = nlp(input);
  const views = { person: doc.people(), place: doc.places(), organization: doc.organizations() };
  let text = '';
  const offsets = doc.document.map((terms) =>
    terms.map(({ pre, text: word, post }) => {
      const start = text.length + pre.length;
      text += pre + word + post;
      return { start, end: start + word.length };
    }),
  );
  const names = entityTypes.flatMap((type) =>
    views[type].fullPointer.map(([sentence = 0, first = 0, after = 0]): PlacedName => {
      const start = offsets[sentence]?.[first]?.start ?? -1;
      const end = offsets[sentence]?.[after - 1]?.end ?? -1;
      return { type, text: text.slice(start, end), start, end };
    }),
  );
  return { text, names: names.sort((a, b) => a.start - b.start) };
}

function ofExtract(text: string): PlacedName[] {
  return extract(text).map(({ type, text: name, start, end }) => ({ type, text: name, start, end }));
}

describe('after nlp.plugin(entityPlugin)', () => {
  test('people(), places() and organizations() return the names that extract returns', () => {
    expect(ofExtract(article).length).toBeGreaterThan(8);
    expect(ofViews(article)).toEqual({ text: article, names: ofExtract(article) });
  });

  test('people(), places() and organizations() return the same where names and terms have different borders', () => {
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
      ],
      ...[
        'Suk-yeol',
        '—',
        'A/B',
        'New',
        'York',
        'Bank',
        '...',
        '😀',
        'é',
        'Kato!',
        'Obama/Biden',
        'Uganda-based',
      ],
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 40 }), fc.constantFrom(' ', '', '-'), (words, joint) => {
        // Compromise changes some punctuation as it reads: a long dash after a hyphen becomes a hyphen.
        const { text, names } = ofViews(words.join(joint));
        expect(names).toEqual(ofExtract(text));
      }),
      { numRuns: 200 },
    );
  });

  test('the document keeps its text, and a view holds only its names', () => {
    const doc = nlp(article);
    expect(doc.text()).toBe(nlp.tokenize(article).text());
    expect(doc.people().out('array')).toContain('Yoweri Museveni');
    expect(doc.places().if('Kampala').out('terms')).toEqual(['Kampala']);
    expect(doc.places().length).toBeGreaterThan(2);
    expect(doc.places(0).text()).toBe('Kampala');
  });
});
