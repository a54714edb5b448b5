import { describe, expect, test } from 'vitest';
import type { KernelMachine } from '../../functions/extract/tagger/kernel/kernel.ts';
import { makePlainMachine } from '../../functions/extract/tagger/kernel/plain.ts';
import { makeSimdMachine } from '../../functions/extract/tagger/kernel/simd.ts';
import { openWeights } from '../../functions/extract/tagger/network/weights.ts';
import { createTagger, extractWithTagger, weightsFile } from '../../functions/extract/tagger/tagger.ts';

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

/** The products that the network computes for a text: rows of inputs of all matrices. */
function workOn(text: string): number {
  let rows = 0;
  const counting = (bytes: number): KernelMachine => {
    const machine = makeSimdMachine(bytes) ?? makePlainMachine(bytes);
    const multiply: KernelMachine['kernel']['multiply'] = (...args) => {
      rows += args[2];
      machine.kernel.multiply(...args);
    };
    return { ...machine, kernel: { ...machine.kernel, multiply } };
  };
  createTagger(openWeights(weightsFile), { makeMachine: counting })(text);
  return rows;
}

describe('the extractor', () => {
  test('finds no names in an empty text', () => {
    expect(extractWithTagger('')).toEqual([]);
  });

  test.each(Object.entries(units))('ends on 300 kB of %s', (_, unit) => {
    const text = unit.repeat(Math.ceil(300_000 / unit.length));
    for (const { start, end, text: name } of extractWithTagger(text)) {
      if (text.slice(start, end) !== name) expect.fail(`${start} to ${end} is not ${name}`);
    }
  });

  test.each(Object.entries(units))('does work in proportion to the length of %s', (_, unit) => {
    const [short, long] = [100_000, 400_000].map((length) => workOn(unit.repeat(length / unit.length)));
    // New words, and the neighbours at the ends of a window, cost a constant amount.
    expect(long).toBeLessThanOrEqual(4.2 * (short ?? 0) + 1_000);
  });
});
