/**
 * Databases for the benchmark of show. The functions of the roll-up make the tables, written as the roll-up
 * writes them.
 */
import { type Firestore, Timestamp } from '@google-cloud/firestore';
import { entityKey } from '../../functions/common/domain/keys.ts';
import { type EntityType, entityTypes } from '../../functions/common/domain/post.ts';
import { seededFractions } from '../../functions/common/domain/seeded.ts';
import { addDays, dayOf, monthOf } from '../../functions/common/domain/store/day.ts';
import type { NameCount } from '../../functions/common/domain/store/day-counts.ts';
import {
  collections,
  type MonthPart,
  OVERVIEW_TOTAL,
  type OverviewMonth,
  type OverviewTotal,
  type Part,
  type PublicationHead,
  type TotalPart,
} from '../../functions/common/domain/store/documents.ts';
import {
  buildTable,
  type ColumnCounts,
  emptyTable,
  sumTables,
  type Table,
} from '../../functions/common/domain/store/table.ts';
import { encodeTable } from '../../functions/common/domain/store/table-codec.ts';
import { systemRuntime } from '../../functions/common/process/system-runtime.ts';
import { sumMonthsSoFar } from '../../functions/save/rollup/month-so-far.ts';
import { sumDays } from '../../functions/save/rollup/overview.ts';

/** The mean number of names in the 500 real articles. */
const NAMES_AN_ARTICLE = 17;

export interface Seeded {
  /** The largest document written, in bytes of its content. */
  readonly largestBytes: number;
}

interface Writer {
  readonly part: (table: Table) => Promise<Part>;
  readonly document: (
    path: string,
    document: PublicationHead | OverviewMonth | OverviewTotal,
  ) => Promise<void>;
  readonly largestBytes: () => number;
}

function createWriter(firestore: Firestore): Writer {
  let parts = 0;
  let largestBytes = 0;
  const readAt = Timestamp.now();
  return {
    async part(table) {
      parts += 1;
      const run = `bench${Date.now().toString(36)}${parts}`;
      const chunks = encodeTable(table);
      for (const [index, data] of chunks.entries()) {
        largestBytes = Math.max(largestBytes, data.length);
        await firestore.collection(collections.rollups).doc(`${run}-${index}`).create({ data, of: 'bench' });
      }
      const sum = (of: 'articles' | 'changed'): number =>
        table.columns.reduce((total, column) => total + column[of], 0);
      return {
        run,
        chunks: chunks.length,
        readAt,
        articles: sum('articles'),
        changed: sum('changed'),
        names: table.rows.length,
        cut: table.cut,
      };
    },
    async document(path, document) {
      largestBytes = Math.max(largestBytes, JSON.stringify(document).length);
      await firestore.doc(path).set({ ...document });
    },
    largestBytes: () => largestBytes,
  };
}

const syllables = 'an ber lin mer kel so ra to ko vin dor ha li tu que stein wal ma go pe'.split(' ');

/** A name by its number: two words, as most are. */
function nameOf(n: number): { readonly type: EntityType; readonly key: string; readonly text: string } {
  const word = (value: number): string => {
    let rest = value;
    let text = '';
    do {
      text += syllables[rest % syllables.length];
      rest = Math.floor(rest / syllables.length);
    } while (rest > 0);
    return `${text[0]?.toUpperCase()}${text.slice(1)}`;
  };
  const text = `${word(n % 397)} ${word(n)}`;
  return { type: entityTypes[n % 3] ?? 'person', key: entityKey(text), text };
}

/** Draws names with the frequencies of articles: the nth about 1/n as often as the first. */
function drawn(articles: number, vocabulary: number, fraction: () => number): NameCount[] {
  const counts = new Map<number, number>();
  for (let i = 0; i < articles * NAMES_AN_ARTICLE; i++) {
    const n = Math.floor(vocabulary ** fraction()) - 1;
    counts.set(n, (counts.get(n) ?? 0) + 1);
  }
  return [...counts].map(([n, count]) => ({
    ...named(n),
    articles: Math.min(articles, count),
    mentions: Math.min(articles, count) + (count >> 1),
  }));
}

const known = new Map<number, ReturnType<typeof nameOf>>();
function named(n: number): ReturnType<typeof nameOf> {
  const found = known.get(n) ?? nameOf(n);
  known.set(n, found);
  return found;
}

function columnOf(id: string, names: readonly NameCount[], articles: number, name?: string): ColumnCounts {
  const column = { id, articles, changed: 0, updatedAt: Date.now(), ...(name !== undefined && { name }) };
  return { column, names };
}

/** The days up to today. */
function daysBack(count: number): string[] {
  const today = dayOf(Date.now());
  return Array.from({ length: count }, (_, n) => addDays(today, n + 1 - count));
}

/** One publication with these days. */
async function writePublication(
  firestore: Firestore,
  id: string,
  columnsOf: (month: string, days: readonly string[]) => readonly ColumnCounts[],
  days: readonly string[],
): Promise<Seeded> {
  const writer = createWriter(firestore);
  const current = monthOf(dayOf(Date.now()));
  const months: Record<string, MonthPart> = {};
  const of: Record<string, string> = {};
  let total = emptyTable;
  for (const [month, own] of Map.groupBy(days, monthOf)) {
    const table = buildTable(emptyTable, () => true, columnsOf(month, own));
    const part = await writer.part(table);
    months[month] = { ...part, days: table.columns.map(({ id: day }) => day) };
    if (month === current) continue;
    of[month] = part.run;
    const names = table.rows.map(({ type, key, text, cells }) => ({
      type,
      key,
      text,
      articles: cells.reduce((sum, value, index) => sum + (index % 3 === 1 ? value : 0), 0),
      mentions: cells.reduce((sum, value, index) => sum + (index % 3 === 2 ? value : 0), 0),
    }));
    total = buildTable(total, () => true, [columnOf(month, names, part.articles)]);
  }
  const totalPart: TotalPart = { ...(await writer.part(total)), of };
  await writer.document(`${collections.publications}/${id}`, { name: id, months, total: totalPart });
  return { largestBytes: writer.largestBytes() };
}

/** One publication with this number of names, over a year. */
export function seedNames(firestore: Firestore, id: string, names: number): Promise<Seeded> {
  const days = daysBack(365);
  return writePublication(
    firestore,
    id,
    (_, own) =>
      own.map((day) => {
        const index = days.indexOf(day);
        const share = Math.ceil(names / days.length);
        const counts = Array.from({ length: share }, (__, n) => index * share + n)
          .filter((n) => n < names)
          // The most frequent names occur every day.
          .concat(Array.from({ length: 500 }, (__, n) => n).filter((n) => n < index * share))
          .map((n) => ({
            ...named(n),
            articles: 1 + Math.floor(500 / (n + 1)),
            mentions: 1 + Math.floor(900 / (n + 1)),
          }));
        return columnOf(day, counts, 600);
      }),
    days,
  );
}

/** One publication with this number of articles over five years. */
export function seedArticles(firestore: Firestore, id: string, articles: number): Promise<Seeded> {
  const days = daysBack(5 * 365);
  const aDay = Math.round(articles / days.length);
  const fraction = seededFractions(1);
  return writePublication(
    firestore,
    id,
    (_, own) => own.map((day) => columnOf(day, drawn(aDay, 300_000, fraction), aDay)),
    days,
  );
}

/** This number of publications and of articles per day, for 90 days. */
export async function seedOverview(
  firestore: Firestore,
  publications: number,
  articlesADay: number,
): Promise<Seeded> {
  const writer = createWriter(firestore);
  const fraction = seededFractions(2);
  const current = monthOf(dayOf(Date.now()));
  const months: Record<string, TotalPart> = {};
  const tables: Table[] = [];
  for (const [month, days] of Map.groupBy(daysBack(90), monthOf)) {
    const parts: Record<string, Part> = {};
    const dayTables = new Map<string, Table>();
    for (const day of days) {
      const counts = new Map<number, number>();
      for (let n = 0; n < articlesADay; n++) {
        const publication = Math.floor(publications * fraction() ** 2);
        counts.set(publication, (counts.get(publication) ?? 0) + 1);
      }
      const columns = [...counts].map(([n, count]) =>
        columnOf(`paper ${n}`, drawn(count, 200_000, fraction), count, `Paper ${n}`),
      );
      const table = buildTable(emptyTable, () => true, columns);
      parts[day] = await writer.part(table);
      dayTables.set(day, table);
    }
    await writer.document(`${collections.overview}/${month}`, { days: parts });
    if (month === current) continue;
    const table = sumDays(dayTables);
    const of = Object.fromEntries(Object.entries(parts).map(([day, { run }]) => [day, run]));
    months[month] = { ...(await writer.part(table)), of };
    tables.push(table);
  }
  const of = Object.fromEntries(Object.entries(months).map(([month, { run }]) => [month, run]));
  const through = Object.keys(months).toSorted().at(-1) ?? current;
  const total = { ...(await writer.part(sumTables(tables))), of, through };
  await writer.document(`${collections.overview}/${OVERVIEW_TOTAL}`, { months, total });
  // Show runs in this process: whatever else it holds, each collection of garbage walks through.
  known.clear();
  // Late articles still arrive for yesterday, so that it is not in the sum of the month so far.
  const over = addDays(dayOf(Date.now()), -1);
  await sumMonthsSoFar(
    { firestore, runtime: systemRuntime },
    { currentMonth: current, over, isForced: true },
  );
  return { largestBytes: writer.largestBytes() };
}
