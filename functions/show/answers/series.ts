/**
 * How counts went over time: of all articles, of a publication, of a name, and of a name in a publication.
 */
import { entityKey } from '../../common/domain/keys.ts';
import type { EntityType } from '../../common/domain/post.ts';
import type { Curation } from '../../common/domain/store/curation.ts';
import { addDays, dayOf } from '../../common/domain/store/day.ts';
import { ProblemError } from '../../common/http/problem.ts';
import { columnsOf } from '../counting/by-column.ts';
import { placesOfKey } from '../counting/packed-names.ts';
import { type Days, type GivenRange, pointsBetween, type Step, stepOf } from '../counting/range.ts';
import { shownSum } from '../counting/shown-sum.ts';
import { placeOfShown } from '../counting/shown-types.ts';
import { emptySum, nameAt, type Sum } from '../counting/sum.ts';
import { isoTime } from '../reading/moments.ts';
import type { Reading } from '../reading/reading.ts';
import type { Series } from '../responses.ts';
import { daysAt, shownDays } from './days.ts';
import { splitOf } from './split.ts';

export interface SeriesQuery extends GivenRange {
  readonly name?: string | undefined;
  readonly type?: EntityType | undefined;
  /** A publication's id. */
  readonly publication?: string | undefined;
  readonly step?: Step | undefined;
  /** Whether a name's points are parted by publication too. */
  readonly split?: 'publication' | undefined;
}

/**
 * A series by day has at most this number of points, because each reads a table. Longer ranges are by
 * month.
 */
const MAX_DAYS = 92;
/** Of a publication a month's days are one table. */
const MAX_DAYS_OF_PUBLICATION = 366;

/** The counts of one point. */
interface PointCounts {
  readonly articles: number;
  readonly mentions?: number;
}

/**
 * A series.
 * @throws ProblemError 404 when there is no such publication, 400 when the range is too long for its step
 */
export async function readSeries(reading: Reading, query: SeriesQuery): Promise<Series> {
  const { publication: id, name, type } = query;
  const found = id === undefined ? await ofAll(reading, query) : await ofOne(reading, query, id);
  const { days, step, cut, curation } = found;
  const key = name === undefined ? undefined : curation.keyOf(entityKey(name));
  const shown = key === undefined || found.sum === undefined ? undefined : pointsOfName(found.sum, type, key);
  const points: ReadonlyMap<string, PointCounts> =
    key === undefined
      ? new Map([...found.articles].map(([at, articles]) => [at, { articles }]))
      : (shown?.points ?? new Map());
  const shownPoints = pointsOf(days, step, [...points.keys()].toSorted(), found.today);
  const parted = query.split === undefined || key === undefined ? undefined : await found.ofName?.(key);
  const none: PointCounts = key === undefined ? { articles: 0 } : { articles: 0, mentions: 0 };
  return {
    ...(shown !== undefined && { name: shown.name }),
    ...(found.publication !== undefined && { publication: found.publication }),
    step,
    points: shownPoints.map((at) => ({ at, ...(points.get(at) ?? none) })),
    ...(parted !== undefined && splitOf(parted, placeOf(parted, type, key ?? ''), shownPoints)),
    cut,
    days: shownDays(days),
    readAt: found.readAt,
  };
}

interface Found {
  readonly days: Days;
  readonly step: Step;
  readonly today: string;
  readonly articles: ReadonlyMap<string, number>;
  /** Its columns are the points; undefined where no name is asked for. */
  readonly sum: Sum | undefined;
  readonly cut: number;
  /** Adds up one name by point and publication; of one publication there is nothing to part. */
  readonly ofName?: (key: string) => Promise<Sum>;
  readonly curation: Curation;
  readonly publication?: { readonly id: string; readonly name: string };
  readonly readAt: string;
}

async function ofAll(reading: Reading, query: SeriesQuery): Promise<Found> {
  const { sum, ...found } = await seriesOfAll(reading, query, query.name !== undefined);
  return { ...found, sum: query.name === undefined ? undefined : sum };
}

/**
 * The series of all publications.
 * @param hasNames whether the names are wanted too, which takes a table a point
 * @throws ProblemError 400 when the range is too long for its step
 */
export async function seriesOfAll({ overview }: Reading, query: SeriesQuery, hasNames: boolean) {
  const state = await overview.present();
  const today = dayOf(state.moment.toMillis());
  const asked = daysAt(query, state.moment);
  const earliest = asked.from === undefined ? await overview.firstDay(state) : undefined;
  const { days, step } = chosen(query, asked, { today, earliest, maxDays: MAX_DAYS });
  const series = await overview.series(state, days, step);
  const { articles } = series;
  const { curation } = state;
  const sum = hasNames ? shownSum(await series.sum(), curation) : emptySum;
  const ofName = async (one: string): Promise<Sum> =>
    shownSum(await series.ofNames(new Set(curation.partsOf(one))), curation);
  const readAt = isoTime(state.countedAt);
  return {
    days,
    step,
    today,
    articles,
    sum,
    cut: sum.cut,
    curation,
    ofName,
    placeOf: (key: string) => mostNamed(sum, key),
    readAt,
  };
}

async function ofOne({ publications }: Reading, query: SeriesQuery, id: string): Promise<Found> {
  const state = await publications.present(id);
  const today = dayOf(state.moment.toMillis());
  const [earliest] = [
    ...Object.keys(state.head?.months ?? {}).map((month) => `${month}-01`),
    ...state.open.map(({ document }) => document.day),
  ].toSorted();
  const { days, step } = chosen(query, daysAt(query, state.moment), {
    today,
    earliest,
    maxDays: MAX_DAYS_OF_PUBLICATION,
  });
  const counted = await publications.series(state, days, step);
  const sum = shownSum(counted.sum, state.curation);
  return {
    days,
    step,
    today,
    articles: new Map(sum.columns.map(({ id: at, articles }) => [at, articles])),
    sum,
    cut: sum.cut,
    curation: state.curation,
    publication: { id, name: state.name },
    readAt: isoTime(state.moment),
  };
}

/**
 * The step of a range: the one asked for, or days if the range is short enough. A range that is open begins
 * with the first articles there are.
 */
function chosen(
  query: SeriesQuery,
  days: Days,
  known: { readonly today: string; readonly earliest: string | undefined; readonly maxDays: number },
): { readonly days: Days; readonly step: Step } {
  const { today, earliest, maxDays } = known;
  const last = days.to ?? today;
  const isShort =
    days.from === undefined
      ? earliest !== undefined && earliest >= addDays(last, 1 - MAX_DAYS)
      : days.from >= addDays(last, 1 - maxDays);
  const step = query.step ?? (isShort ? 'day' : 'month');
  if (step === 'day' && !isShort) {
    const message = `must be month for more than ${maxDays} days`;
    throw new ProblemError(400, `The query is wrong: step ${message}.`, {
      errors: [{ path: 'step', message }],
    });
  }
  return { days, step };
}

/** The points of a range; a side that is open ends with the points there are. */
export function pointsOf(days: Days, step: Step, known: readonly string[], today: string): readonly string[] {
  const first = days.from === undefined ? known[0] : stepOf(days.from, step);
  const last = days.to === undefined ? (known.at(-1) ?? stepOf(today, step)) : stepOf(days.to, step);
  return first === undefined ? [] : pointsBetween(first, last, step);
}

function pointsOfName(
  sum: Sum,
  type: EntityType | undefined,
  key: string,
):
  | { readonly name: NonNullable<Series['name']>; readonly points: ReadonlyMap<string, PointCounts> }
  | undefined {
  const place = placeOf(sum, type, key);
  if (place === undefined) return undefined;
  const { type: shownType, text } = nameAt(sum, place);
  const counts = columnsOf(sum, [place])[0] ?? [];
  return {
    name: { type: shownType, text, key },
    points: new Map(
      counts.map(({ column, articles, mentions }) => [sum.columns[column]?.id ?? '', { articles, mentions }]),
    ),
  };
}

function placeOf(sum: Sum, type: EntityType | undefined, key: string): number | undefined {
  return type === undefined ? mostNamed(sum, key) : placeOfShown(sum, type, key);
}

/** Of a key that several types have, the place of the one with the most articles. */
function mostNamed(sum: Sum, key: string): number | undefined {
  let best: number | undefined;
  for (const place of placesOfKey(sum, key)) {
    if (best === undefined || (sum.articles[place] ?? 0) > (sum.articles[best] ?? 0)) best = place;
  }
  return best;
}
