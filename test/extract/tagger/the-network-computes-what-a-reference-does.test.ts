import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { createArticleReader } from '../../../functions/extract/tagger/article.ts';
import type { MakeMachine } from '../../../functions/extract/tagger/kernel/kernel.ts';
import { makePlainMachine } from '../../../functions/extract/tagger/kernel/plain.ts';
import { makeSimdMachine } from '../../../functions/extract/tagger/kernel/simd.ts';
import { buildNetwork, SCORES } from '../../../functions/extract/tagger/network/network.ts';
import { openWeights } from '../../../functions/extract/tagger/network/weights.ts';
import { weightsFile } from '../../../functions/extract/tagger/tagger.ts';
import { wordAt } from '../../../functions/extract/tagger/words/sentences.ts';

/**
 * Texts with the scores that an independent program computes from the shipped weights in 32-bit floats.
 * `vectors.py` writes the file.
 */
const vectors = z
  .array(
    z.object({
      text: z.string(),
      tokens: z.array(z.array(z.string())),
      flags: z.array(z.int()),
      scores: z.array(z.array(z.number())),
    }),
  )
  .parse(JSON.parse(readFileSync(new URL('./vectors.json', import.meta.url), 'utf8')));

const LABELS = 7;
/** Scores range from -10 to 10. The tolerance covers the rounding of 7-bit inputs and 8-bit shares. */
const TOLERANCE = 0.4;

/** A network that computes every word of a text. */
function networkOn(makeMachine: MakeMachine, options = { slots: 4_096, windowWords: 1_024 }) {
  const network = buildNetwork(openWeights(weightsFile), makeMachine, options);
  const readArticle = createArticleReader(network.encode, options);
  return (text: string) => {
    const article = readArticle(text);
    article.wanted.fill(1, 0, article.count);
    return { article, scores: network.run(article).slice(0, SCORES * article.count) };
  };
}

const withSimd: MakeMachine = (bytes) => makeSimdMachine(bytes) ?? makePlainMachine(bytes);

test('words, flags and scores equal those of the reference', () => {
  const run = networkOn(withSimd);
  for (const { text, tokens, flags, scores: expected } of vectors) {
    const { article, scores } = run(text);
    const { words, count } = article;
    expect(Array.from({ length: count }, (_, i) => wordAt(words, i))).toEqual(tokens.flat());
    expect([...article.flags.subarray(0, count)]).toEqual(flags);
    for (const [i, row] of expected.entries()) {
      for (let label = 0; label < LABELS; label++) {
        const difference = (scores[i * SCORES + label] ?? 0) - (row[label] ?? 0);
        expect(Math.abs(difference), `${text}: word ${i}, label ${label}`).toBeLessThan(TOLERANCE);
      }
    }
  }
});

test('the plain kernel gives the same bits as the SIMD kernel', () => {
  const [simd, plain] = [networkOn(withSimd), networkOn(makePlainMachine)];
  for (const { text } of vectors) expect(plain(text).scores).toEqual(simd(text).scores);
});

test('no score depends on the window of a word or on the content of the cache', () => {
  const whole = networkOn(withSimd);
  const inParts = networkOn(withSimd, { slots: 128, windowWords: 24 });
  const article = vectors.map(({ text }) => text).join('\n');
  for (const text of [article, `${article}\n${article}`, article.toUpperCase()]) {
    expect(inParts(text).scores).toEqual(whole(text).scores);
  }
});
