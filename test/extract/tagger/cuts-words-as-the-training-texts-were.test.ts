import { readFileSync } from 'node:fs';
import nlp from 'compromise';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { wordEnd } from '../../../functions/extract/tagger/words/scan.ts';
import { createWordReader, wordAt } from '../../../functions/extract/tagger/words/sentences.ts';
import { readMarkedSentences } from '../../support/extract/marked-sentences.ts';
import { type ReadWord, wordsByPattern } from '../../support/extract/word-pattern.ts';

/** The words that the scanner finds in a line. */
function wordsByScan(line: string): ReadWord[] {
  const words: ReadWord[] = [];
  for (let at = 0; at < line.length; ) {
    if (/\s/u.test(line.charAt(at))) {
      at++;
      continue;
    }
    const end = wordEnd(line, at, line.length);
    words.push({ word: line.slice(at, end), start: at, end });
    at = end;
  }
  return words;
}

const pieces = (
  "15km 1,000km 5m 21st 3rd don't n't 's ’s O'Brien AT&T & a.m. U.S. J. K. Mr . .. - – -- x A é É 😀 \ud800 𝟏 𝐀 http://a HTTPS:// " +
  'www. www.x @a_b # #1 _ ʼ ʻs ‘ " ” ? ! … ) The Inc ſ K 5K 5ſ can’t N’T 1.1.1a 1:2 / ٣ ½ Ⅳ e\u0301'
).split(' ');

describe('the scanner', () => {
  test('finds the words of the regular expression, for each pair of neighbouring characters', () => {
    const piece = fc.constantFrom(...pieces, ' ', '\u00a0', '\ufeff', '\t');
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 14 }), (parts) => {
        const line = parts.join('');
        expect(wordsByScan(line)).toEqual(wordsByPattern(line));
      }),
      { numRuns: 3_000 },
    );
  });

  test('finds the words of the regular expression on any string of one line', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 80 }), (text) => {
        const line = text.replaceAll('\n', ' ');
        expect(wordsByScan(line)).toEqual(wordsByPattern(line));
      }),
      { numRuns: 1_000 },
    );
  });
});

const read = createWordReader();

/** The sentences of a text, each as its words joined by spaces. */
function sentences(text: string): string[] {
  const words = read(text);
  let first = 0;
  return words.sentenceEnds.map((end) => {
    const sentence = Array.from({ length: end - first }, (_, i) => wordAt(words, first + i)).join(' ');
    first = end;
    return sentence;
  });
}

describe('sentences', () => {
  test('end at full stops, question marks and closing quotes after them', () => {
    expect(sentences('He left. “Why?” she asked. “Go!” He went')).toEqual([
      'He left .',
      '“ Why ? ” she asked .',
      '“ Go ! ”',
      'He went',
    ]);
  });

  test('do not end at abbreviations and initials, which keep their full stop', () => {
    expect(sentences('Mr. J. Kato of Acme Inc. met Gen. Ali on Jan. 5. He left.')).toEqual([
      'Mr. J. Kato of Acme Inc. met Gen. Ali on Jan. 5 .',
      'He left .',
    ]);
  });

  test('end after an abbreviation where the next word begins a sentence', () => {
    expect(sentences('She runs Acme Inc. The firm grew.')).toEqual(['She runs Acme Inc.', 'The firm grew .']);
  });

  test('end at line ends, and after 120 words without a full stop', () => {
    expect(sentences('KATO IS DEAD\nHe died.')).toEqual(['KATO IS DEAD', 'He died .']);
    expect(sentences('a '.repeat(250)).map((sentence) => sentence.split(' ').length)).toEqual([120, 120, 10]);
  });

  test('treat a hyphen between spaces as a dash, and keep one inside a name', () => {
    expect(sentences('Suk-yeol - he said – left')).toEqual(['Suk - yeol — he said — left']);
  });

  test('have exact offsets in UTF-16 units, whatever was read before', () => {
    const text = '😀 Kato’s “SMUG”\r\n\ud800 K. Ali';
    for (const before of ['', text, 'x '.repeat(5_000)]) {
      read(before);
      const { count, starts, ends } = read(text);
      expect(Array.from({ length: count }, (_, i) => text.slice(starts[i], ends[i]))).toEqual([
        ...['😀', 'Kato', '’s', '“', 'SMUG', '”', '\ud800', 'K.', 'Ali'],
      ]);
    }
  });
});

describe('compared with compromise', () => {
  const news = readMarkedSentences(readFileSync(new URL('../news/sentences.txt', import.meta.url), 'utf8'));
  // Five sentences a paragraph, as in an article.
  const paragraphs = Array.from({ length: news.length / 5 }, (_, i) =>
    news
      .slice(5 * i, 5 * i + 5)
      .map(({ content }) => content)
      .join(' '),
  );

  test('every term begins at the start of a word, and the sentences are the same', () => {
    for (const text of paragraphs) {
      const words = read(text);
      const starts = new Set(words.starts.subarray(0, words.count));
      const firsts = [0, ...words.sentenceEnds.slice(0, -1)].map((word) => words.starts[word]);
      let at = 0;
      const sentenceStarts = nlp.tokenize(text).document.map((terms) => {
        const start = at;
        for (const { pre, text: term, post } of terms) {
          if (term !== '') expect(starts).toContain(at + pre.length);
          at += pre.length + term.length + post.length;
        }
        return start;
      });
      expect(firsts).toEqual(sentenceStarts);
    }
  });
});
