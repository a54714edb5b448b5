/**
 * A name's points by publication: those that name it most, and the others together. Which points there are is
 * left to the series.
 */
import { columnsOf } from '../counting/by-column.ts';
import type { Sum } from '../counting/sum.ts';
import { pointOf } from '../reading/overview.ts';
import type { Series } from '../responses.ts';

/** More than these cannot be distinguished in one drawing. */
const SHOWN = 5;

interface CountsByPoint {
  readonly articles: number[];
  readonly mentions: number[];
}

/**
 * Splits a name's points.
 * @param sum its columns are those of `OverviewSeries.ofNames`
 * @param place of the name in it; undefined where nobody names it
 */
export function splitOf(
  sum: Sum,
  place: number | undefined,
  points: readonly string[],
): Required<Pick<Series, 'publications' | 'others'>> {
  const none = (): CountsByPoint => ({ articles: points.map(() => 0), mentions: points.map(() => 0) });
  const indexes = new Map(points.map((at, index) => [at, index]));
  const found = new Map<
    string,
    CountsByPoint & { readonly id: string; readonly name: string; total: number }
  >();
  for (const { column, articles, mentions } of place === undefined
    ? []
    : (columnsOf(sum, [place])[0] ?? [])) {
    const { at, publication: id } = pointOf(sum.columns[column]?.id ?? '');
    const index = indexes.get(at);
    if (index === undefined) continue;
    const own = found.get(id) ?? { id, name: sum.columns[column]?.name ?? id, total: 0, ...none() };
    found.set(id, own);
    own.total += articles;
    own.articles[index] = (own.articles[index] ?? 0) + articles;
    own.mentions[index] = (own.mentions[index] ?? 0) + mentions;
  }
  const ranked = [...found.values()].sort((a, b) => b.total - a.total || (a.name < b.name ? -1 : 1));
  const others = none();
  for (const { articles, mentions } of ranked.slice(SHOWN)) {
    for (const index of points.keys()) {
      others.articles[index] = (others.articles[index] ?? 0) + (articles[index] ?? 0);
      others.mentions[index] = (others.mentions[index] ?? 0) + (mentions[index] ?? 0);
    }
  }
  return {
    publications: ranked
      .slice(0, SHOWN)
      .map(({ id, name, articles, mentions }) => ({ id, name, articles, mentions })),
    others: { publications: Math.max(0, ranked.length - SHOWN), ...others },
  };
}
