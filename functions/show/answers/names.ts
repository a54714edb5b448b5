/** The names of the whole deployment, one of them, and the totals. */
import { entityKey } from '../../common/domain/keys.ts';
import { type EntityType, MAX_ENTITY_TEXT_LENGTH } from '../../common/domain/post.ts';
import { dayOf } from '../../common/domain/store/day.ts';
import { ProblemError } from '../../common/http/problem.ts';
import { columnCounts, columnsNaming } from '../counting/by-column.ts';
import type { GivenRange } from '../counting/range.ts';
import { type Measure, rankingOf } from '../counting/ranking.ts';
import { shownNameAt, shownSum } from '../counting/shown-sum.ts';
import { placeOfShown } from '../counting/shown-types.ts';
import { totalsOf } from '../counting/sum.ts';
import { expiredCursor } from '../cursor.ts';
import { isoTime, momentAt } from '../reading/moments.ts';
import type { Reading } from '../reading/reading.ts';
import type { NameInPublications, NameList, Stats } from '../responses.ts';
import { daysAt, scopeOfRange, shownDays } from './days.ts';
import { type NamesQuery, type PageQuery, pageOf, positionOf } from './listing.ts';
import { trendsOfPage } from './trends.ts';

/**
 * A page of the names of all publications.
 * @throws ProblemError 400 for a bad cursor
 */
export async function listNames(reading: Reading, query: NamesQuery): Promise<NameList> {
  const { by, type, q: search } = query;
  const scope = ['names', by, type, search, ...scopeOfRange(query)];
  const position = positionOf(reading, scope, query);
  const { overview } = reading;
  const state =
    position === undefined ? await overview.present() : await overview.at(momentAt(position.readTime));
  const days = daysAt(query, state.moment);
  const sum = shownSum(await overview.sum(state, days), state.curation);
  const ranking = rankingOf(sum, { by, type, search });
  const page = pageOf(reading, state.moment, ranking, { scope, limit: query.limit, position });
  const publications = columnCounts(sum, page.items);
  const today = dayOf(state.moment.toMillis());
  const trends = await trendsOfPage(
    query.trend === 'true',
    { days, today, ranked: sum, places: page.items },
    async (wanted) => shownSum(await (await overview.series(state, wanted, 'day')).sum(), state.curation),
  );
  return {
    names: page.items.map((place, index) => ({
      ...shownNameAt(sum, place),
      publications: publications[index] ?? 0,
      ...trends.of(index),
    })),
    ...trends.shared,
    days: shownDays(days),
    offset: page.offset,
    total: page.total,
    maximum: ranking.maximum,
    cut: sum.cut,
    nextCursor: page.nextCursor,
    readAt: isoTime(state.countedAt),
  };
}

/**
 * One name, and a page of the publications that name it.
 * @param given its key, or any spelling that has the same key
 * @throws ProblemError 404 when no publication has ever named it, 400 for a bad cursor
 */
export async function readName(
  reading: Reading,
  type: EntityType,
  given: string,
  query: PageQuery & GivenRange & { readonly by: Measure },
): Promise<NameInPublications> {
  const counted = entityKey(given);
  const nobody = new ProblemError(404, `No publication names a ${type} with the key "${counted}".`);
  // Nothing is counted under such a key, so nothing is read.
  if (counted === '' || counted.length > MAX_KEY_LENGTH) throw nobody;
  const { by } = query;
  const scope = ['name', type, counted, by, ...scopeOfRange(query)];
  const position = positionOf(reading, scope, query);
  const { overview } = reading;
  const state =
    position === undefined ? await overview.present() : await overview.at(momentAt(position.readTime));
  const days = daysAt(query, state.moment);
  const sum = shownSum(await overview.sum(state, days), state.curation);
  const key = state.curation.keyOf(counted);
  const place = placeOfShown(sum, type, key);
  if (place === undefined && state.curation.isHidden(key, type)) throw hiddenName(key);
  // Of some days a name may be missing that others have; of all time it is missing.
  if (place === undefined && days.from === undefined && days.to === undefined)
    throw position === undefined ? nobody : expiredCursor();
  const counts = place === undefined ? [] : columnsNaming(sum, place, by);
  const ranking = {
    size: counts.length,
    slice: (offset: number, limit: number) => counts.slice(offset, offset + limit),
  };
  const page = pageOf(reading, state.moment, ranking, { scope, limit: query.limit, position });
  const name =
    place === undefined
      ? { type, key, text: given.trim(), articles: 0, mentions: 0 }
      : shownNameAt(sum, place);
  return {
    ...name,
    publicationCount: counts.length,
    publications: page.items.map(({ column, articles, mentions }) => {
      const { id = '', name: shown } = sum.columns[column] ?? {};
      return { id, name: shown ?? id, articles, mentions };
    }),
    days: shownDays(days),
    offset: page.offset,
    maximum: counts[0]?.[by] ?? 0,
    nextCursor: page.nextCursor,
    readAt: isoTime(state.countedAt),
  };
}

/** The answer for a name that a person has hidden. */
export function hiddenName(key: string): ProblemError {
  return new ProblemError(
    404,
    `The name with the key "${key}" is hidden from all answers; its counts are kept.`,
  );
}

/** Folding case makes a letter three at most. */
const MAX_KEY_LENGTH = 3 * MAX_ENTITY_TEXT_LENGTH;

/** Totals over everything. */
export async function readStats(reading: Reading): Promise<Stats> {
  const { overview } = reading;
  const state = await overview.present();
  const sum = shownSum(await overview.sum(state, {}), state.curation);
  return {
    ...totalsOf(sum),
    publications: sum.columns.filter(({ articles }) => articles > 0).length,
    names: sum.size,
    cut: sum.cut,
    readAt: isoTime(state.countedAt),
  };
}
