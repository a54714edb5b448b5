import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { markCandidates } from '../../../functions/extract/tagger/decoding/candidates.ts';
import { labelRun } from '../../../functions/extract/tagger/decoding/chains.ts';
import { logOdds, scoreOf } from '../../../functions/extract/tagger/decoding/confidence.ts';
import { LABELS, mayFollow, OUTSIDE } from '../../../functions/extract/tagger/decoding/labels.ts';
import { traitsOf } from '../../../functions/extract/tagger/features/flags.ts';
import { SCORES } from '../../../functions/extract/tagger/network/network.ts';

/** Every allowed chain of labels of this length. */
function chains(length: number): number[][] {
  if (length === 0) return [[]];
  return chains(length - 1).flatMap((chain) =>
    Array.from({ length: LABELS }, (_, label) => label)
      .filter((label) => mayFollow(label, chain.at(-1) ?? OUTSIDE))
      .map((label) => [...chain, label]),
  );
}

function total(scores: Float32Array, chain: Iterable<number>): number {
  return [...chain].reduce((sum, label, i) => sum + (scores[i * SCORES + label] as number), 0);
}

test('the words of a sentence get the allowed chain with the highest sum of scores', () => {
  // Sums of small integers are exact, so that ties are real ties.
  const run = fc.array(fc.array(fc.integer({ min: -9, max: 9 }), { minLength: SCORES, maxLength: SCORES }), {
    minLength: 1,
    maxLength: 4,
  });
  fc.assert(
    fc.property(run, (words) => {
      const scores = Float32Array.from(words.flat());
      const labels = new Uint8Array(words.length);
      labelRun(scores, words.length, labels, 0);
      expect([...labels].every((label, i) => mayFollow(label, labels[i - 1] ?? OUTSIDE))).toBe(true);
      const best = Math.max(...chains(words.length).map((chain) => total(scores, chain)));
      expect(total(scores, labels)).toBe(best);
    }),
    { numRuns: 200 },
  );
});

describe('the confidence in a name', () => {
  const sure = [0, 20, 0, 0, 0, 0, 0, 0];
  const unsure = [2, 2, 0, 0, 0, 0, 0, 0];

  test('is that of its least certain word', () => {
    const odds = (words: readonly (readonly number[])[]): number =>
      logOdds(Float32Array.from(words.flat()), 0, words.length, 1, false);
    expect(odds([sure])).toBeGreaterThan(10);
    expect(odds([unsure])).toBeLessThan(0);
  });

  test('falls when the name may continue', () => {
    const scores = Float32Array.from([...sure, 0, 0, 5, 0, 0, 0, 0, 0]);
    expect(logOdds(scores, 0, 1, 1, true)).toBeLessThan(logOdds(scores, 0, 1, 1, false));
  });

  test('is a number from 0 to 1 with three decimals, however high the scores are', () => {
    for (const odds of [-1e9, -3, 0, 0.1, 4, 1e9]) {
      const score = scoreOf(odds, { scale: 0.7, offset: -0.2 });
      expect(score).toBeGreaterThanOrEqual(0);
      expect(score).toBeLessThanOrEqual(1);
      expect(Math.round(score * 1_000) / 1_000).toBe(score);
    }
    const endless = Float32Array.from([-1e9, 1e9, 0, 0, 0, 0, 0, 0]);
    expect(scoreOf(logOdds(endless, 0, 1, 1, false), { scale: 1, offset: 0 })).toBe(1);
  });
});

/** The sentence with its candidates in brackets. */
function marked(sentence: string): string {
  const words = sentence.split(' ');
  const wanted = new Uint8Array(words.length);
  markCandidates(Uint16Array.from(words, traitsOf), words.length, wanted);
  return words.map((word, i) => (wanted[i] === 1 ? `[${word}]` : word)).join(' ');
}

test('candidates are capitalized words, short gaps between them, and the lower-case words and numbers that belong to a name', () => {
  expect(marked('he saw the Bank of the West and left')).toBe('he saw the [Bank] [of] [the] [West] and left');
  expect(marked('Kato who then went far away saw Ali')).toBe('[Kato] who then went far away saw [Ali]');
  expect(marked('in al - Shabaab and Suk - yeol left')).toBe(
    'in [al] [-] [Shabaab] [and] [Suk] [-] [yeol] left',
  );
  expect(marked('a friend of bin Laden spoke')).toBe('a friend of [bin] [Laden] spoke');
  expect(marked('The man saw The Hague and it')).toBe('The man saw [The] [Hague] and it');
  expect(marked('at 20th Century Fox and then also on Channel 13 with 200 people')).toBe(
    'at [20th] [Century] [Fox] and then also on [Channel] [13] with 200 people',
  );
  expect(marked('all in small letters')).toBe('all in small letters');
});
