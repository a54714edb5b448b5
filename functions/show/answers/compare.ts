/** Compares names over the same days, and two publications by the names that they mention. */
import { entityKey } from '../../common/domain/keys.ts';
import { columnsOf } from '../counting/by-column.ts';
import { differencesBetween } from '../counting/difference.ts';
import type { GivenRange, Step } from '../counting/range.ts';
import { shownSum } from '../counting/shown-sum.ts';
import { nameAt, totalsOf } from '../counting/sum.ts';
import { isoTime } from '../reading/moments.ts';
import type { PublicationState } from '../reading/publications.ts';
import type { Reading } from '../reading/reading.ts';
import type { ComparedNames, ComparedPublications } from '../responses.ts';
import { daysAt, shownDays } from './days.ts';
import { pointsOf, seriesOfAll } from './series.ts';

/**
 * Two to five names by day or by month.
 * @throws ProblemError 400 when the range is too long for its step
 */
export async function compareNames(
  reading: Reading,
  given: readonly string[],
  query: GivenRange & { readonly step?: Step | undefined },
): Promise<ComparedNames> {
  const series = await seriesOfAll(reading, query, true);
  const { curation, days, step, sum } = series;
  const all = pointsOf(days, step, [...series.articles.keys()].toSorted(), series.today);
  const articles = [...series.articles.values()].reduce((total, count) => total + count, 0);
  const names = given.map((text) => {
    const key = curation.keyOf(entityKey(text));
    const place = series.placeOf(key);
    const counts = place === undefined ? [] : (columnsOf(sum, [place])[0] ?? []);
    const points = new Map(counts.map((one) => [sum.columns[one.column]?.id ?? '', one]));
    const shown =
      place === undefined ? { text: text.trim(), key, articles: 0, mentions: 0 } : nameAt(sum, place);
    return {
      ...shown,
      share: shareOf(shown.articles, articles),
      points: all.map((at) => {
        const { articles: own = 0, mentions = 0 } = points.get(at) ?? {};
        return { at, articles: own, mentions };
      }),
    };
  });
  return {
    of: 'names',
    names,
    articles,
    step,
    cut: series.cut,
    days: shownDays(days),
    readAt: series.readAt,
  };
}

/**
 * Two publications.
 * @throws ProblemError 404 when one of them is none
 */
export async function comparePublications(
  { publications }: Reading,
  [first, second]: readonly [string, string],
  query: GivenRange & { readonly limit: number },
): Promise<ComparedPublications> {
  const one = await publications.present(first);
  // As of one moment, so that both have the same days.
  const other = await publications.at(second, one.moment);
  const days = daysAt(query, one.moment);
  const countsOf = async (state: PublicationState) =>
    shownSum((await publications.counts(state, days)).sum, one.curation);
  const sums = [await countsOf(one), await countsOf(other)] as const;
  const articles = [totalsOf(sums[0]).articles, totalsOf(sums[1]).articles] as const;
  const { both, only } = differencesBetween(sums, articles);
  const { limit } = query;
  return {
    of: 'publications',
    publications: [
      { id: one.id, name: one.name, articles: articles[0] },
      { id: other.id, name: other.name, articles: articles[1] },
    ],
    names: both.slice(0, limit).map(({ name, articles: counts, score }) => ({
      ...name,
      articles: [...counts],
      shares: [shareOf(counts[0], articles[0]), shareOf(counts[1], articles[1])],
      score,
    })),
    namesTotal: both.length,
    only: [only[0].slice(0, limit), only[1].slice(0, limit)],
    onlyTotals: [only[0].length, only[1].length],
    cut: sums[0].cut + sums[1].cut,
    days: shownDays(days),
    readAt: isoTime(one.moment),
  };
}

/** A part of articles, to a hundredth of a per cent. */
function shareOf(articles: number, all: number): number {
  return all === 0 ? 0 : Math.round((10_000 * articles) / all) / 10_000;
}
