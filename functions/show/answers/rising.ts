/**
 * The names that rise: a larger share of articles names them than in the range of the same length
 * before it.
 */
import { addDays, dayOf } from '../../common/domain/store/day.ts';
import { ProblemError } from '../../common/http/problem.ts';
import { columnsOf } from '../counting/by-column.ts';
import { type Days, type GivenRange, includesDay } from '../counting/range.ts';
import type { Choice } from '../counting/ranking.ts';
import { LEAST_ARTICLES, LEAST_SCORE, risingScore } from '../counting/rising.ts';
import { shownSum } from '../counting/shown-sum.ts';
import { placeOfShown } from '../counting/shown-types.ts';
import { nameAt, type Sum } from '../counting/sum.ts';
import { isoTime } from '../reading/moments.ts';
import type { Reading } from '../reading/reading.ts';
import type { Rising } from '../responses.ts';
import { daysAt } from './days.ts';

export type RisingQuery = GivenRange &
  Pick<Choice, 'type'> & {
    readonly limit: number;
    /** A publication's id. */
    readonly publication?: string | undefined;
  };

/** Both ranges are read day by day. */
const MAX_DAYS = 45;

/**
 * The names that rise, the surest first.
 * @throws ProblemError 404 when there is no such publication, 400 for a range that has no range of the same
 *   length before it, or is too long
 */
export async function listRising(reading: Reading, query: RisingQuery): Promise<Rising> {
  const { publication: id } = query;
  return id === undefined ? ofAll(reading, query) : ofOne(reading, query, id);
}

async function ofAll({ overview }: Reading, query: RisingQuery): Promise<Rising> {
  const state = await overview.present();
  const spans = spansOf(query, daysAt(query, state.moment), dayOf(state.moment.toMillis()));
  const series = await overview.series(state, spans.both, 'day');
  const sum = shownSum(await series.sum(), state.curation);
  const ever = shownSum(await overview.sum(state, {}), state.curation);
  return answer(query, { spans, sum, ever, articles: series.articles, readAt: isoTime(state.countedAt) });
}

async function ofOne({ publications }: Reading, query: RisingQuery, id: string): Promise<Rising> {
  const state = await publications.present(id);
  const spans = spansOf(query, daysAt(query, state.moment), dayOf(state.moment.toMillis()));
  const sum = shownSum((await publications.series(state, spans.both, 'day')).sum, state.curation);
  const ever = shownSum((await publications.counts(state, {})).sum, state.curation);
  const articles = new Map(sum.columns.map((column) => [column.id, column.articles]));
  return answer(query, { spans, sum, ever, articles, readAt: isoTime(state.moment) });
}

interface Span {
  readonly from: string;
  readonly to: string;
}

interface Spans {
  readonly now: Span;
  readonly before: Span;
  readonly both: Span;
}

function spansOf(query: RisingQuery, days: Days, today: string): Spans {
  const { from, to = today } = days;
  const refuse = (message: string): never => {
    const path = query.range === undefined ? 'from' : 'range';
    throw new ProblemError(400, `The query is wrong: ${path} ${message}.`, { errors: [{ path, message }] });
  };
  if (from === undefined)
    return refuse('must be given, because rising names are compared with as many days before');
  if (from < addDays(to, 1 - MAX_DAYS)) return refuse(`must give at most ${MAX_DAYS} days`);
  let length = 0;
  while (addDays(from, length) <= to) length += 1;
  const before = { from: addDays(from, -length), to: addDays(from, -1) };
  return { now: { from, to }, before, both: { from: before.from, to } };
}

function answer(
  { type, limit }: RisingQuery,
  counted: {
    readonly spans: Spans;
    /** Its columns are days. */
    readonly sum: Sum;
    /** Of all time. */
    readonly ever: Sum;
    readonly articles: ReadonlyMap<string, number>;
    readonly readAt: string;
  },
): Rising {
  const { spans, sum, ever, articles, readAt } = counted;
  const articlesOf = (span: Span): number =>
    [...articles].reduce((total, [day, count]) => total + (includesDay(span, day) ? count : 0), 0);
  const [allNow, allBefore] = [articlesOf(spans.now), articlesOf(spans.before)];
  const places = [...Array(sum.size).keys()].filter((place) => (sum.articles[place] ?? 0) >= LEAST_ARTICLES);
  const columns = columnsOf(sum, places);
  const names = places.flatMap((place, index) => {
    const named = nameAt(sum, place);
    if (type !== undefined && named.type !== type) return [];
    let [now, before] = [0, 0];
    for (const count of columns[index] ?? []) {
      const day = sum.columns[count.column]?.id ?? '';
      if (includesDay(spans.now, day)) now += count.articles;
      else before += count.articles;
    }
    const score = risingScore({ now, before, allNow, allBefore });
    if (now < LEAST_ARTICLES || score < LEAST_SCORE) return [];
    const known = placeOfShown(ever, named.type, named.key);
    const isNew = known !== undefined && (ever.articles[known] ?? 0) <= now;
    const { key, text } = named;
    return [
      { type: named.type, text, key, articles: now, articlesBefore: before, isNew, score: rounded(score) },
    ];
  });
  names.sort((a, b) => b.score - a.score || b.articles - a.articles || (a.text < b.text ? -1 : 1));
  return {
    names: names.slice(0, limit),
    total: names.length,
    articles: allNow,
    articlesBefore: allBefore,
    days: spans.now,
    daysBefore: spans.before,
    cut: sum.cut,
    readAt,
  };
}

function rounded(score: number): number {
  return Math.round(score * 100) / 100;
}
