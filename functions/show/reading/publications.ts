/**
 * Counts of one publication: roll-ups of the days that are over, and the documents of those that a roll-up
 * may lack something of. So they are as fresh as Firestore. An answer costs at most `MAX_OPEN`,
 * `MAX_REOPENED` and `MAX_CHUNKS` reads, and a few more.
 *
 * After a flood of articles there can be more open documents than that. Then today and yesterday come from
 * the roll-ups of the whole deployment, and earlier days from their last roll-up; `isBehind` says so.
 */
import type { Firestore, Timestamp } from '@google-cloud/firestore';
import { presentMoment, type Reads, readAt } from '../../common/cloud/moment.ts';
import { isPublicationId } from '../../common/domain/keys.ts';
import { preferred } from '../../common/domain/merge.ts';
import type { CompactTable } from '../../common/domain/store/compact-table.ts';
import type { Curation } from '../../common/domain/store/curation.ts';
import { addDays, dayOf } from '../../common/domain/store/day.ts';
import type { PublicationHead } from '../../common/domain/store/documents.ts';
import { ProblemError } from '../../common/http/problem.ts';
import type { Clock } from '../../common/process/runtime.ts';
import { type Days, includesDay, type Step, stepOf } from '../counting/range.ts';
import { type Adding, addTo, emptySum, type Sum } from '../counting/sum.ts';
import type { Curations } from './curations.ts';
import { createDayReader, type ReadDocument, tableOfDay } from './day-documents.ts';
import type { Overview } from './overview.ts';
import { type ChosenPart, planOf } from './publication-plan.ts';
import { curationAt, documentsOfDays, headOf, openDocuments } from './queries.ts';
import { createStates } from './states.ts';
import type { Sums } from './sums.ts';
import { type CappedPart, capped, type Tables } from './tables.ts';

/** A publication at one moment. */
export interface PublicationState {
  readonly id: string;
  readonly moment: Timestamp;
  readonly name: string;
  /** Undefined before the first roll-up. */
  readonly head: PublicationHead | undefined;
  /** The changes that people made to names. */
  readonly curation: Curation;
  /** Its open documents. */
  readonly open: readonly ReadDocument[];
  /** Whether there are more of them. */
  readonly isFlooded: boolean;
  /** Documents of reopened days, as of that moment, by the days. */
  readonly reopened: Map<string, Promise<readonly ReadDocument[] | undefined>>;
}

/** The counts of a range. */
export interface CountsOfPublication {
  /** It has one column: the publication. */
  readonly sum: Sum;
  /** Whether articles may be missing that were counted since the last roll-up. */
  readonly isBehind: boolean;
}

export interface Publications {
  /** @throws ProblemError 404 when there is no such publication */
  readonly present: (id: string) => Promise<PublicationState>;
  /** @throws ProblemError 404 when there was no such publication */
  readonly at: (id: string, moment: Timestamp) => Promise<PublicationState>;
  readonly counts: (state: PublicationState, days: Days) => Promise<CountsOfPublication>;
  /** The same by day or by month, which are the columns of the sum. */
  readonly series: (state: PublicationState, days: Days, step: Step) => Promise<CountsOfPublication>;
}

/** Which column of a sum the counts of a day, or of a month, go to. */
interface Columns {
  /** Names the sum in the cache. */
  readonly name: string;
  readonly head: PublicationHead | undefined;
  readonly of: (dayOrMonth: string) => string;
  readonly keepsCells: boolean;
}

const MAX_OPEN = 40;
const MAX_REOPENED = 30;
/** The most values that Firestore's `in` takes. */
const MAX_DAYS_A_QUERY = 30;
const MAX_CHUNKS = 60;

/** Makes the reader of publications. */
export function createPublications(
  parts: {
    readonly firestore: Firestore;
    readonly clock: Clock;
    readonly cacheMs: number;
    readonly tables: Tables;
    readonly sums: Sums;
    readonly curations: Curations;
  },
  overview: Overview,
): Publications {
  const { firestore, tables, sums, curations } = parts;
  const dayReader = createDayReader();
  const stateAt = (id: string, moment: Timestamp): Promise<PublicationState> =>
    readAt(firestore, moment, async (at) => {
      const [[snapshot, curation], found] = await Promise.all([
        at.getAll(headOf(firestore, id), curationAt(firestore)),
        at.get(openDocuments(firestore, id, MAX_OPEN + 1)),
      ]);
      const head = snapshot?.data() as PublicationHead | undefined;
      if (head === undefined && found.empty) throw noPublication(id);
      const open = found.docs.map(dayReader.read);
      const names = open.map(({ document }) => document.name);
      return {
        id,
        moment,
        name: names.reduce(preferred, head?.name ?? names[0] ?? id),
        head,
        curation: curations.of(curation),
        open,
        isFlooded: open.length > MAX_OPEN,
        reopened: new Map(),
      };
    });
  const states = createStates(parts.clock, parts.cacheMs, {
    present: async (id) => stateAt(id, await presentMoment(headOf(firestore, possible(id)))),
    at: async (id, moment) => stateAt(possible(id), moment),
    sizeOf: ({ head, open }) =>
      1_000 * (1 + Object.keys(head?.months ?? {}).length) + open.reduce((sum, { size }) => sum + size, 0),
  });

  /** @returns undefined when there are too many to read */
  const reopened = (
    state: PublicationState,
    days: readonly string[],
  ): Promise<readonly ReadDocument[] | undefined> => {
    if (days.length === 0) return Promise.resolve([]);
    const name = days.join();
    const known = state.reopened.get(name);
    if (known !== undefined) return known;
    const reading = readAt(firestore, state.moment, async (at) => {
      if (days.length > MAX_DAYS_A_QUERY) return undefined;
      const found = await at.get(documentsOfDays(firestore, state.id, days, MAX_REOPENED + 1));
      return found.size > MAX_REOPENED ? undefined : found.docs.map(dayReader.read);
    });
    state.reopened.set(name, reading);
    reading.catch(() => state.reopened.delete(name));
    return reading;
  };

  const addParts = async (
    at: Reads,
    columns: Columns,
    chosen: readonly Capped[],
    adding: Adding,
  ): Promise<void> => {
    for await (const { part, table, missing } of tables.readAll(at, chosen))
      adding.add(table, ({ id }) => (part.columns.has(id) ? columns.of(id) : undefined), missing);
  };

  const count = async (
    state: PublicationState,
    days: Days,
    columns: Columns,
  ): Promise<CountsOfPublication> => {
    const { head, keepsCells } = columns;
    const live = state.isFlooded ? [] : state.open;
    const recent = state.isFlooded ? await recentTables(state, days, overview) : [];
    const ownDays = new Set([...live.map(({ day }) => day), ...recent.map(({ day }) => day)]);
    let plan = planOf(head, ownDays, days);
    let isBehind = state.isFlooded;
    const closed = state.isFlooded ? [] : await reopened(state, plan.reopenedDays);
    let documents = [...live, ...(closed ?? [])];
    if (closed === undefined) {
      // Too many to read: those days as they were rolled up last.
      const stale = new Set(plan.reopenedDays);
      documents = documents.filter(({ day }) => !stale.has(day));
      plan = planOf(head, new Set(documents.map(({ day }) => day)), days);
      isBehind = true;
    }
    const byDay = Map.groupBy(
      new Map(documents.filter(({ day }) => includesDay(days, day)).map((one) => [one.id, one])).values(),
      ({ day }) => day,
    );
    const chosen = cappedParts(plan.parts);
    const sources = [
      ...sourcesOf(chosen),
      ...[...byDay.values()].flat().map(({ id, version }) => `${id}@${version}`),
      ...recent.map(({ day, version }) => `${day}@${version}`),
    ];
    const sum = await sums.get([columns.name, state.id, ...sources], () =>
      readAt(firestore, state.moment, async (at) => {
        // Roll-ups stay what they are while the present day grows: they are added up once, and then built on.
        const base =
          chosen.length === 0
            ? undefined
            : await sums.base([columns.name, 'settled', ...sourcesOf(chosen)], async () => {
                const settled = addTo(emptySum, { keepsCells });
                await addParts(at, columns, chosen, settled);
                return settled.sum();
              });
        const adding = addTo(base ?? emptySum, { keepsCells });
        if (base === undefined) await addParts(at, columns, chosen, adding);
        for (const [day, own] of byDay) adding.add(tableOfDay(own), () => columns.of(day));
        for (const { day, table } of recent) {
          adding.add(table, ({ id }) => (id === state.id ? columns.of(day) : undefined));
        }
        return adding.sum();
      }),
    );
    return { sum, isBehind };
  };

  return {
    present: states.present,
    at: states.at,
    counts: (state, days) =>
      count(state, days, {
        name: 'publication',
        head: state.head,
        of: () => state.id,
        keepsCells: false,
      }),
    series(state, days, step) {
      // A total has a column a month, so days are to be found in the months alone.
      const { total: _, ...withoutTotal } = state.head ?? { months: {}, name: state.name };
      return count(state, days, {
        name: `by ${step}`,
        head: step === 'day' ? withoutTotal : state.head,
        of: (dayOrMonth) => stepOf(dayOrMonth, step),
        keepsCells: true,
      });
    },
  };
}

type Capped = Omit<CappedPart, 'part'> & {
  readonly part: ChosenPart['part'] & { readonly columns: ReadonlySet<string> };
};

function cappedParts(parts: readonly ChosenPart[]): readonly Capped[] {
  const chosen = capped(
    parts.map(({ part, columns }) => ({ ...part, columns })),
    MAX_CHUNKS,
  );
  if (chosen !== undefined) return chosen;
  throw new ProblemError(
    503,
    'This publication has more months than one request can add up. They are being rolled up; try again in some minutes.',
    { headers: { 'retry-after': '60' } },
  );
}

function sourcesOf(chosen: readonly Capped[]): string[] {
  return chosen.map(({ part, chunks }) => `${part.run}/${chunks}/${[...part.columns].join()}`);
}

interface DayTable {
  readonly day: string;
  readonly version: string;
  readonly table: CompactTable;
}

/** The tables of yesterday, today and tomorrow within a range, from the roll-ups of the whole deployment. */
async function recentTables(
  state: PublicationState,
  days: Days,
  overview: Overview,
): Promise<readonly DayTable[]> {
  const today = dayOf(state.moment.toMillis());
  const recent = [-1, 0, 1]
    .map((distance) => addDays(today, distance))
    .filter((day) => includesDay(days, day));
  const whole = await overview.at(state.moment);
  const tables = await Promise.all(
    recent.map(async (day) => {
      const table = await overview.tableOfDay(whole, day);
      return table === undefined ? [] : [{ day, version: String(whole.countedAt.toMillis()), table }];
    }),
  );
  return tables.flat();
}

/** The id, if a publication can have it; Firestore would refuse some of the others. */
function possible(id: string): string {
  if (!isPublicationId(id)) throw noPublication(id);
  return id;
}

function noPublication(id: string): ProblemError {
  return new ProblemError(404, `There is no publication with the id "${id}".`);
}
