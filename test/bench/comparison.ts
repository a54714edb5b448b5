/**
 * The table that benchmarks print: a line for each figure, with the median of its rounds. With two checkouts,
 * also their ratio and whether it exceeds the noise.
 */
import { compare, median, spread } from './figures.ts';

/** Figures of one round of one checkout, by name and unit such as `posts/s`. */
export interface Round {
  readonly checkout: string;
  readonly figures: Readonly<Record<string, number>>;
}

const COLUMNS = { name: 46, value: 11 } as const;

/**
 * The table, and a line about the noise.
 * @param rounds of the checkouts `here` and perhaps `against`; the first round decides the figures and
 * their order
 */
export function comparisonOf(rounds: readonly Round[]): string {
  const names = Object.keys(rounds[0]?.figures ?? {});
  const valuesOf = (checkout: string, name: string): number[] =>
    rounds.flatMap((round) =>
      round.checkout === checkout && name in round.figures ? [round.figures[name] ?? 0] : [],
    );
  const hasOther = rounds.some(({ checkout }) => checkout === 'against');
  const head = hasOther ? ['', 'here', 'against', 'ratio', 'noise', ''] : ['', 'here', 'noise', ''];
  const lines = names.map((name) => {
    const here = valuesOf('here', name);
    if (!hasOther) return [name, number(median(here)), noiseOf(spread(here), here.length), ''];
    const against = valuesOf('against', name);
    const { ratio, noise, isSure } = compare(here, against);
    const repeated = Math.min(here.length, against.length);
    return [
      name,
      number(median(here)),
      number(median(against)),
      against.length === 0 ? '' : ratio.toFixed(2),
      noiseOf(noise, repeated),
      repeated < 2 || isSure ? '' : 'within the noise',
    ];
  });
  return `${[head, ...lines].map(lineOf).join('\n')}\n\n${explanationOf(rounds, hasOther)}\n`;
}

function explanationOf(rounds: readonly Round[], hasOther: boolean): string {
  const perCheckout = rounds.filter(({ checkout }) => checkout === 'here').length;
  if (perCheckout < 2) return 'One round: nothing tells how much of this is noise. Use --rounds 2 or more.';
  return (
    `Medians of ${perCheckout} rounds. Noise is how far the rounds of one checkout lie apart, as a share of their median` +
    `${hasOther ? ': a ratio that differs from 1 by less proves nothing' : ''}.`
  );
}

function noiseOf(share: number, repeated: number): string {
  return repeated < 2 ? '?' : `${Math.round(100 * share)} %`;
}

function number(value: number): string {
  if (value >= 100) return value.toFixed(0);
  return value >= 10 ? value.toFixed(1) : value.toFixed(3);
}

function lineOf([name = '', ...values]: readonly string[]): string {
  return `${name.padEnd(COLUMNS.name)}${values.map((value) => value.padStart(COLUMNS.value)).join('')}`.trimEnd();
}
