/** Numbers of benchmarks: quantiles of measurements, and the noise of a difference. */

/**
 * The smallest value that at least this share of all values do not exceed.
 * @param share from 0 to 1; 0.5 is the median
 * @returns 0 without values
 */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
}

/** The middle value, or the mean of the two in the middle; 0 without values. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const half = sorted.length >> 1;
  const upper = sorted[half] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[half - 1] ?? 0) + upper) / 2;
}

/**
 * The spread of repetitions of one measurement, as a share of their median. A difference that is not larger
 * may be noise.
 */
export function spread(values: readonly number[]): number {
  const middle = median(values);
  return middle === 0 ? 0 : (quantile(values, 1) - quantile(values, 0)) / middle;
}

/** A difference: the ratio of two medians, and its noise. */
export interface Ratio {
  readonly here: number;
  readonly against: number;
  readonly ratio: number;
  /** The larger of both spreads. */
  readonly noise: number;
  /** Whether the ratio differs from 1 by more than the noise. */
  readonly isSure: boolean;
}

/** Compares the repetitions of one measurement in two checkouts. */
export function compare(here: readonly number[], against: readonly number[]): Ratio {
  const [one, other] = [median(here), median(against)];
  const ratio = other === 0 ? 0 : one / other;
  const noise = Math.max(spread(here), spread(against));
  return { here: one, against: other, ratio, noise, isSure: Math.abs(ratio - 1) > noise };
}

/**
 * The times of independent events at a steady rate, in milliseconds from the start. Gaps are exponential, so
 * that some events come together, as posts of many senders do.
 * @param random a number from 0 up to 1
 */
export function arrivals(count: number, perSecond: number, random: () => number): number[] {
  let at = 0;
  return Array.from({ length: count }, () => {
    at += (-Math.log(1 - random()) / perSecond) * 1_000;
    return at;
  });
}
