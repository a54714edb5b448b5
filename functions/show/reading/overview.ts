/**
 * Counts of the whole deployment, from its roll-ups. They lag by the interval of the roll-up; `countedAt` is
 * the moment of the counts. An answer costs at most `MAX_MONTHS` and `MAX_CHUNKS` reads, and a few more.
 */
import type { Firestore, Timestamp } from '@google-cloud/firestore';
import { LRUCache } from 'lru-cache';
import { presentMoment, type Reads, readAt } from '../../common/cloud/moment.ts';
import { type Habit, habitsOf, type WatchedDays } from '../../common/domain/silence.ts';
import { type CompactTable, compactOf, rowAt } from '../../common/domain/store/compact-table.ts';
import type { Curation } from '../../common/domain/store/curation.ts';
import { addDays, dayOf, monthOf } from '../../common/domain/store/day.ts';
import {
  type LeaseDocument,
  OVERVIEW_TOTAL,
  type OverviewMonth,
  type OverviewTotal,
  type Part,
} from '../../common/domain/store/documents.ts';
import { dayPartsOf, habitPartsOf, sumPartsOf } from '../../common/domain/store/overview-parts.ts';
import type { Column } from '../../common/domain/store/table.ts';
import { ProblemError } from '../../common/http/problem.ts';
import type { Clock } from '../../common/process/runtime.ts';
import { placesOfKeys } from '../counting/packed-names.ts';
import { coversMonth, type Days, includesDay, type Step, stepOf, touchesMonth } from '../counting/range.ts';
import { addTo, emptySum, type Sum } from '../counting/sum.ts';
import type { Curations } from './curations.ts';
import { needsOf } from './overview-plan.ts';
import { curationAt, leaseOf, overviewMonthsFrom, overviewOf } from './queries.ts';
import { createStates } from './states.ts';
import type { Sums } from './sums.ts';
import { type CappedPart, capped, type Tables } from './tables.ts';

/** The roll-ups at one moment. */
export interface OverviewState {
  readonly moment: Timestamp;
  /** The moment that the counts are of, at least. */
  readonly countedAt: Timestamp;
  readonly total: OverviewTotal | undefined;
  /** The changes that people made to names. */
  readonly curation: Curation;
  /** Documents of months, read as of that moment, by the request for them. */
  readonly months: Map<string, Promise<readonly OverviewMonth[]>>;
}

export interface Overview {
  readonly present: () => Promise<OverviewState>;
  readonly at: (moment: Timestamp) => Promise<OverviewState>;
  /** The first day that has counts, or the first day of its month; undefined without counts. */
  readonly firstDay: (state: OverviewState) => Promise<string | undefined>;
  /**
   * Adds up a range; the columns of the sum are the publications.
   * @throws ProblemError 400 when it is longer than one answer can add up
   */
  readonly sum: (state: OverviewState, days: Days) => Promise<Sum>;
  /**
   * The counts of a range by day or by month.
   * @throws ProblemError 400 when it is longer than one answer can add up
   */
  readonly series: (state: OverviewState, days: Days, step: Step) => Promise<OverviewSeries>;
  /** How many articles each publication has on each day of a range of some months. */
  readonly habits: (state: OverviewState, days: WatchedDays) => Promise<readonly Habit[]>;
  /** The table of one day; undefined where there is none. */
  readonly tableOfDay: (state: OverviewState, day: string) => Promise<CompactTable | undefined>;
}

/** Counts by day or month in the whole deployment. */
export interface OverviewSeries {
  /** Articles of all publications, by day or month. */
  readonly articles: ReadonlyMap<string, number>;
  /** Adds up the names; the columns of the sum are the days or months. */
  readonly sum: () => Promise<Sum>;
  /** Adds up some names alone, by day or month and by publication; `pointOf` reads its columns. */
  readonly ofNames: (keys: ReadonlySet<string>) => Promise<Sum>;
}

/** The day or month, and the publication, of a column of `ofNames`. */
export function pointOf(columnId: string): { readonly at: string; readonly publication: string } {
  const [at = '', ...publication] = columnId.split(' ');
  return { at, publication: publication.join(' ') };
}

const MAX_MONTHS = 20;
const MAX_CHUNKS = 120;
/** A series reads one table per point, and the rest of its answer needs some more reads. */
const MAX_CHUNKS_OF_SERIES = 100;
/** The tables of a day are bounded by themselves when a publication needs some. */
const MAX_CHUNKS_OF_DAY = 5;
/** Slightly more than the days that habits are computed from: the last one is replaced each minute. */
const MAX_RUNS_OF_COLUMNS = 150;
/** The whole deployment is one. */
const ALL = '';

/** Makes the reader of the overview. */
export function createOverview(parts: {
  readonly firestore: Firestore;
  readonly clock: Clock;
  readonly cacheMs: number;
  readonly tables: Tables;
  readonly sums: Sums;
  readonly curations: Curations;
}): Overview {
  const { firestore, tables, sums, curations } = parts;
  let latestHabits: { readonly name: string; readonly habits: readonly Habit[] } | undefined;
  const columnsByRun = new LRUCache<string, readonly Column[]>({ max: MAX_RUNS_OF_COLUMNS });
  const stateAt = (moment: Timestamp): Promise<OverviewState> =>
    readAt(firestore, moment, async (at) => {
      const [lease, total, curation] = await at.getAll(
        leaseOf(firestore),
        overviewOf(firestore, OVERVIEW_TOTAL),
        curationAt(firestore),
      );
      const { completedAt } = (lease?.data() ?? {}) as Partial<LeaseDocument>;
      return {
        moment,
        countedAt: completedAt ?? moment,
        total: total?.data() as OverviewTotal | undefined,
        curation: curations.of(curation),
        months: new Map(),
      };
    });
  const states = createStates(parts.clock, parts.cacheMs, {
    present: async () => stateAt(await presentMoment(leaseOf(firestore))),
    at: (_, moment) => stateAt(moment),
    // With the months that are read later.
    sizeOf: ({ total }) => 50_000 + 2_000 * Object.keys(total?.months ?? {}).length,
  });

  const readMonths = (
    { moment, months }: OverviewState,
    some: readonly string[],
    from: string | undefined,
  ): Promise<readonly OverviewMonth[]> => {
    const name = JSON.stringify([some, from]);
    const known = months.get(name);
    if (known !== undefined) return known;
    const reading = readAt(firestore, moment, async (at) => {
      const named = some.map((month) => overviewOf(firestore, month));
      const [early, late] = await Promise.all([
        named.length === 0 ? [] : at.getAll(...named),
        from === undefined
          ? []
          : at.get(overviewMonthsFrom(firestore, from, MAX_MONTHS)).then(({ docs }) => docs),
      ]);
      return [...early, ...late].flatMap((snapshot) => {
        const month = snapshot.data() as OverviewMonth | undefined;
        return month === undefined ? [] : [month];
      });
    });
    months.set(name, reading);
    reading.catch(() => months.delete(name));
    return reading;
  };
  /** A run's table never changes, so its columns are read once. */
  const columnsOfParts = async (
    at: Reads,
    some: readonly Part[],
  ): Promise<readonly (readonly Column[])[]> => {
    const found = some.map(({ run }) => columnsByRun.get(run));
    const absent = some.filter((_, index) => found[index] === undefined);
    const read = (await tables.columns(at, absent)).values();
    for (const { run } of absent) columnsByRun.set(run, read.next().value ?? []);
    return some.map(({ run }, index) => found[index] ?? columnsByRun.get(run) ?? []);
  };
  const addAll = (moment: Timestamp, some: readonly CappedPart[], base: Sum): Promise<Sum> =>
    readAt(firestore, moment, async (at) => {
      const adding = addTo(base, { keepsCells: true });
      for await (const { table, missing } of tables.readAll(at, some))
        adding.add(table, ({ id }) => id, missing);
      return adding.sum();
    });

  return {
    present: () => states.present(ALL),
    at: (moment) => states.at(ALL, moment),
    async firstDay(state) {
      const [month] = Object.keys(state.total?.months ?? {}).toSorted();
      if (month !== undefined) return `${month}-01`;
      // The months that an open range needs too, so that they are read once for both.
      const open = await readMonths(state, [], needsOf(state.total, {}).from);
      return dayPartsOf(open, () => true)[0]?.day;
    },
    async sum(state, days) {
      const needs = needsOf(state.total, days);
      const dayParts = sumPartsOf(await readMonths(state, needs.months, needs.from), (day) =>
        includesDay(days, day),
      );
      const chosen = capped([...needs.parts, ...dayParts.map(({ part }) => part)], MAX_CHUNKS);
      if (chosen === undefined) throw tooLong();
      // The last days still change; those before are added up once.
      const yesterday = addDays(dayOf(state.moment.toMillis()), -1);
      const settled = needs.parts.length + dayParts.filter(({ day }) => day < yesterday).length;
      const sourcesOf = (some: readonly CappedPart[]): string[] =>
        some.map(({ part, chunks }) => `${part.run}/${chunks}`);
      return sums.get(['overview', ...sourcesOf(chosen)], async () => {
        const before = chosen.slice(0, settled);
        const base =
          before.length === 0 || before.length === chosen.length
            ? undefined
            : await sums.base(['overview', ...sourcesOf(before)], () =>
                addAll(state.moment, before, emptySum),
              );
        return base === undefined
          ? addAll(state.moment, chosen, emptySum)
          : addAll(state.moment, chosen.slice(settled), base);
      });
    },
    async series(state, days, step) {
      const known = Object.entries(state.total?.months ?? {}).filter(([month]) => touchesMonth(days, month));
      const isWhole = (month: string): boolean => step === 'month' && coversMonth(days, month);
      const others = known.map(([month]) => month).filter((month) => !isWhole(month));
      const months = await readMonths(state, others, needsOf(state.total, days).from);
      const sources = [
        ...known.filter(([month]) => isWhole(month)).map(([at, part]) => ({ at, part })),
        ...dayPartsOf(months, (day) => includesDay(days, day)).map(({ day, part }) => ({
          at: stepOf(day, step),
          part,
        })),
      ];
      const chosen = capped(
        sources.map(({ part }) => part),
        MAX_CHUNKS_OF_SERIES,
      );
      if (chosen === undefined) throw tooLong();
      const articles = new Map<string, number>();
      for (const { at, part } of sources) articles.set(at, (articles.get(at) ?? 0) + part.articles);
      return {
        articles,
        sum: () =>
          sums.get(['overview by', step, ...chosen.map(({ part, chunks }) => `${part.run}/${chunks}`)], () =>
            readAt(firestore, state.moment, async (at) => {
              const adding = addTo(emptySum, { keepsCells: true });
              const source = sources.values();
              for await (const { table, missing } of tables.readAll(at, chosen)) {
                const point = source.next().value?.at;
                adding.add(table, () => point, missing);
              }
              return adding.sum();
            }),
          ),
        ofNames: (keys) =>
          readAt(firestore, state.moment, async (at) => {
            const adding = addTo(emptySum, { keepsCells: true });
            const source = sources.values();
            for await (const { table, missing } of tables.readAll(at, chosen)) {
              const point = source.next().value?.at;
              adding.add(rowsOf(table, keys), ({ id }) => `${point} ${id}`, missing);
            }
            return adding.sum();
          }),
      };
    },
    async habits(state, days) {
      const open = await readMonths(state, [], needsOf(state.total, days).from);
      const watched = habitPartsOf(state.total, open, days);
      const parts = [...watched.months, ...watched.days].map(({ part }) => part);
      const name = JSON.stringify([days, ...parts.map(({ run }) => run)]);
      if (latestHabits?.name === name) return latestHabits.habits;
      const columns = await readAt(firestore, state.moment, (at) => columnsOfParts(at, parts));
      const ofMonths = watched.months.map(({ month }, index) => [month, columns[index] ?? []] as const);
      const ofDays = watched.days.map(
        ({ day }, index) => [day, columns[watched.months.length + index] ?? []] as const,
      );
      const habits = habitsOf(days, ofDays, ofMonths);
      latestHabits = { name, habits };
      return habits;
    },
    async tableOfDay(state, day) {
      const [month] = await readMonths(state, [monthOf(day)], undefined);
      const part = month?.days[day];
      if (part === undefined) return undefined;
      const [one] = capped([part], MAX_CHUNKS_OF_DAY) ?? [];
      if (one === undefined) return undefined;
      return readAt(firestore, state.moment, async (at) => {
        for await (const { table } of tables.readAll(at, [one])) return table;
        return undefined;
      });
    },
  };
}

/** A table with the rows of some names, and the columns that those have counts in. */
function rowsOf(table: CompactTable, keys: ReadonlySet<string>): CompactTable {
  const rows = placesOfKeys(table, keys).map((row) => rowAt(table, row));
  const used = [...new Set(rows.flatMap(({ cells }) => cells.filter((_, index) => index % 3 === 0)))];
  const places = new Map(used.map((column, place) => [column, place]));
  return compactOf({
    cut: table.cut,
    columns: used.flatMap((column) => table.columns[column] ?? []),
    rows: rows.map((row) => ({
      ...row,
      cells: row.cells.map((cell, index) => (index % 3 === 0 ? (places.get(cell) ?? 0) : cell)),
    })),
  });
}

function tooLong(): ProblemError {
  return new ProblemError(
    400,
    'The range has too many days to add up for all publications. Ask for a shorter range, or for all time.',
  );
}
