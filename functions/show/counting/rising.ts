/**
 * Which names rise: those that a smaller share of articles named in the time before. Pure.
 *
 * They are ranked by the log-likelihood ratio G² of the two shares (T. Dunning, "Accurate Methods for the
 * Statistics of Surprise and Coincidence", Computational Linguistics 19(1), 1993, section 4). The
 * ratio grows with the evidence for a change, so a name that goes from 100 articles to 160 ranks above one
 * that goes from 1 to 2. A quotient of the shares would rank the latter first.
 */

/** Articles that name something, of all there are, in two spans of time. */
export interface TwoSpans {
  readonly now: number;
  readonly before: number;
  readonly allNow: number;
  readonly allBefore: number;
}

/**
 * G² above which a change is by chance in one of 100 names: the 99th percentile of chi-squared with one
 * degree of freedom.
 */
export const LEAST_SCORE = 6.63;
/** Fewer articles are no trend, even with a high score. */
export const LEAST_ARTICLES = 3;

/**
 * How surely a name rises: G², from 0 up. It is 0 where the name's share does not grow, and where there is no
 * article before to compare with.
 */
export function risingScore({ now, before, allNow, allBefore }: TwoSpans): number {
  if (allNow === 0 || allBefore === 0 || now / allNow <= before / allBefore) return 0;
  const share = (now + before) / (allNow + allBefore);
  const part = (count: number, all: number): number =>
    count === 0 ? 0 : count * Math.log(count / (all * share));
  // Those articles that do not name it are a part of the evidence.
  const rest = (count: number, all: number): number =>
    all === count ? 0 : (all - count) * Math.log((all - count) / (all * (1 - share)));
  return 2 * (part(now, allNow) + part(before, allBefore) + rest(now, allNow) + rest(before, allBefore));
}
