/** The list of publications, and one of them. */
import { dayOf } from '../../common/domain/store/day.ts';
import { ProblemError } from '../../common/http/problem.ts';
import { leadingNames } from '../counting/by-column.ts';
import { chosenColumns, type PublicationOrder } from '../counting/publication-order.ts';
import type { GivenRange } from '../counting/range.ts';
import type { Measure } from '../counting/ranking.ts';
import { rankingOf } from '../counting/ranking.ts';
import { shownNameAt, shownSum } from '../counting/shown-sum.ts';
import type { Sum, SumColumn } from '../counting/sum.ts';
import { expiredCursor } from '../cursor.ts';
import { isoTime, momentAt } from '../reading/moments.ts';
import type { PublicationState } from '../reading/publications.ts';
import type { Reading } from '../reading/reading.ts';
import type { Publication, PublicationList, PublicationNames } from '../responses.ts';
import { daysAt, isoOrNull, scopeOfRange, shownDays } from './days.ts';
import { type NamesQuery, type PageQuery, pageOf, positionOf } from './listing.ts';
import { silencesAt } from './silent.ts';
import { trendsOfPage } from './trends.ts';

export type PublicationsQuery = PageQuery &
  GivenRange & {
    /** The measure that the names of `top` are ranked by. */
    readonly by: Measure;
    readonly top: number;
    readonly sort: PublicationOrder;
    /** Words of a publication's name. */
    readonly q?: string | undefined;
  };

/**
 * A page of the publications by articles; each has its first `top` names where `top` is above 0.
 * @throws ProblemError 400 for a bad cursor
 */
export async function listPublications(reading: Reading, query: PublicationsQuery): Promise<PublicationList> {
  const { sort, q: search } = query;
  const scope = ['publications', query.by, sort, search, ...scopeOfRange(query)];
  const position = positionOf(reading, scope, query);
  const { overview } = reading;
  const state =
    position === undefined ? await overview.present() : await overview.at(momentAt(position.readTime));
  const days = daysAt(query, state.moment);
  const [counted, { publications: silent }] = await Promise.all([
    overview.sum(state, days),
    silencesAt(overview, state),
  ]);
  const sum = shownSum(counted, state.curation);
  const columns = chosenColumns(sum, { sort, search });
  const silences = new Map(silent.map(({ id, lastDay, expected }) => [id, { lastDay, expected }]));
  const ranking = {
    size: columns.length,
    slice: (offset: number, limit: number) => columns.slice(offset, offset + limit),
  };
  const page = pageOf(reading, state.moment, ranking, { scope, limit: query.limit, position });
  const top = query.top === 0 ? undefined : leadingNames(sum, page.items, query.by, query.top);
  return {
    publications: page.items.map((place, index) => ({
      ...publicationOf(sum.columns[place]),
      ...silenceFieldOf(silences.get(sum.columns[place]?.id ?? '')),
      ...(top !== undefined && { topNames: [...(top[index] ?? [])] }),
    })),
    days: shownDays(days),
    offset: page.offset,
    total: page.total,
    nextCursor: page.nextCursor,
    readAt: isoTime(state.countedAt),
  };
}

function silenceFieldOf(silence: PublicationList['publications'][number]['silence']) {
  return silence === undefined ? {} : { silence };
}

function publicationOf(column: SumColumn | undefined) {
  const { id = '', name, articles = 0, updatedAt } = column ?? {};
  return { id, name: name ?? id, articles, updatedAt: isoOrNull(updatedAt) };
}

/**
 * One publication.
 * @throws ProblemError 404 when there is none
 */
export async function readPublication(reading: Reading, id: string, query: GivenRange): Promise<Publication> {
  const state = await reading.publications.present(id);
  const days = daysAt(query, state.moment);
  const { sum } = await reading.publications.counts(state, days);
  return {
    ...shownPublication(state, sum),
    changed: sum.columns[0]?.changed ?? 0,
    otherLanguage: sum.columns[0]?.otherLanguage ?? 0,
    days: shownDays(days),
    readAt: isoTime(state.moment),
  };
}

/** A publication has its name and no articles where none is of these days. */
function shownPublication({ id, name }: PublicationState, { columns: [column] }: Sum) {
  const { articles = 0, updatedAt } = column ?? {};
  return { id, name, articles, updatedAt: isoOrNull(updatedAt) };
}

/**
 * A page of a publication's names.
 * @throws ProblemError 404 when there is no such publication, 400 for a bad cursor
 */
export async function listPublicationNames(
  reading: Reading,
  id: string,
  query: NamesQuery,
): Promise<PublicationNames> {
  const { by, type, q: search } = query;
  const scope = ['publication', id, by, type, search, ...scopeOfRange(query)];
  const position = positionOf(reading, scope, query);
  const { publications } = reading;
  const state =
    position === undefined
      ? await publications.present(id)
      : await publications.at(id, momentAt(position.readTime)).catch((error: unknown) => {
          // It was there at that moment, so it is the moment that is not.
          throw error instanceof ProblemError && error.problem.status === 404 ? expiredCursor() : error;
        });
  const days = daysAt(query, state.moment);
  const { sum: counted, isBehind } = await publications.counts(state, days);
  const sum = shownSum(counted, state.curation);
  const ranking = rankingOf(sum, { by, type, search });
  const page = pageOf(reading, state.moment, ranking, { scope, limit: query.limit, position });
  const today = dayOf(state.moment.toMillis());
  const trends = await trendsOfPage(
    query.trend === 'true',
    { days, today, ranked: sum, places: page.items },
    async (wanted) => shownSum((await publications.series(state, wanted, 'day')).sum, state.curation),
  );
  return {
    publication: shownPublication(state, sum),
    names: page.items.map((place, index) => ({
      ...shownNameAt(sum, place),
      ...trends.of(index),
    })),
    ...trends.shared,
    days: shownDays(days),
    offset: page.offset,
    total: page.total,
    maximum: ranking.maximum,
    cut: sum.cut,
    isBehind,
    nextCursor: page.nextCursor,
    readAt: isoTime(state.moment),
  };
}
