/** Reads the content of roll-ups by hand: the oracle for tests of the roll-up. */
import type { Firestore } from '@google-cloud/firestore';
import type { Table } from '../../functions/common/domain/store/table.ts';
import { decodeTable } from '../../functions/common/domain/store/table-codec.ts';
import { type PublicationCounts as Counts, countsByDay, differencesByDay } from './truth.ts';

interface AnyPart {
  readonly run: string;
  readonly chunks: number;
}

/** A table as counts by column. */
function countsOf({ columns, rows }: Table): Counts {
  const counts: Record<string, Record<string, number>> = {};
  for (const { id, articles } of columns) counts[id] = articles === 0 ? {} : { articles };
  for (const { type, key, cells } of rows) {
    for (let i = 0; i < cells.length; i += 3) {
      const own = counts[columns[cells[i] ?? 0]?.id ?? ''];
      if (own === undefined) continue;
      own[`${type} ${key}`] = cells[i + 2] ?? 0;
      own[`${type} ${key} in`] = cells[i + 1] ?? 0;
    }
  }
  return counts;
}

export interface RolledUp {
  /** By publication and month: counts by day. */
  readonly months: Readonly<Record<string, Readonly<Record<string, Counts>>>>;
  /** By publication: counts by month, for months whose current run is in the total. */
  readonly totals: Readonly<Record<string, Counts>>;
  /** By day: counts by publication. */
  readonly overviewDays: Readonly<Record<string, Counts>>;
  readonly overviewMonths: Readonly<Record<string, Counts>>;
  readonly overviewTotal: Counts | undefined;
  /** The usable sums of months so far: the days in each, and its counts by publication. */
  readonly sumsSoFar: readonly { readonly days: readonly string[]; readonly counts: Counts }[];
  /** The number of open day documents. */
  readonly open: number;
  /** Chunks that no document refers to. */
  readonly stray: number;
}

/** Reads all roll-ups. */
export async function rolledUp(firestore: Firestore): Promise<RolledUp> {
  const months: Record<string, Record<string, Counts>> = {};
  const totals: Record<string, Counts> = {};
  const overviewDays: Record<string, Counts> = {};
  const overviewMonths: Record<string, Counts> = {};
  const sumsSoFar: { readonly days: readonly string[]; readonly counts: Counts }[] = [];
  let overviewTotal: Counts | undefined;
  let referred = 0;
  const heads = await firestore.collection('publications').get();
  const overview = await firestore.collection('overview').get();
  const all = await firestore.collection('rollups').get();
  const chunks = new Map(all.docs.map((chunk) => [chunk.id, chunk.get('data')]));
  const read = ({ run, chunks: own }: AnyPart): Counts => {
    referred += own;
    return countsOf(decodeTable(Array.from({ length: own }, (_, index) => chunks.get(`${run}-${index}`))));
  };
  for (const head of heads.docs) {
    const own: Record<string, Counts> = {};
    months[head.id] = own;
    for (const [month, part] of Object.entries<AnyPart>(head.get('months'))) own[month] = read(part);
    const total: (AnyPart & { readonly of: Readonly<Record<string, string>> }) | undefined =
      head.get('total');
    if (total === undefined) continue;
    // Readers use the total for a month only if the total has the month's current run.
    const isCurrent = (month: string): boolean => total.of[month] === head.get('months')[month]?.run;
    const columns = Object.entries(read(total)).filter(([month]) => isCurrent(month));
    totals[head.id] = Object.fromEntries(columns);
  }
  for (const document of overview.docs) {
    for (const [day, part] of Object.entries<AnyPart>(document.get('days') ?? {}))
      overviewDays[day] = read(part);
    for (const [month, part] of Object.entries<AnyPart>(document.get('months') ?? {}))
      overviewMonths[month] = read(part);
    const sum: (AnyPart & { readonly of: Readonly<Record<string, string>> }) | undefined =
      document.get('sum');
    if (sum !== undefined) {
      const counts = read(sum);
      const isUsable = Object.entries(sum.of).every(([day, run]) => document.get('days')[day]?.run === run);
      if (isUsable) sumsSoFar.push({ days: Object.keys(sum.of), counts });
    }
    const total: AnyPart | undefined = document.get('total');
    if (total !== undefined) overviewTotal = read(total);
  }
  const open = (await firestore.collection('days').where('open', '==', true).count().get()).data().count;
  return {
    months,
    totals,
    overviewDays,
    overviewMonths,
    overviewTotal,
    sumsSoFar,
    open,
    stray: all.size - referred,
  };
}

/**
 * The differences between roll-ups and the sums of days, for people. There are none after a forced pass
 * without concurrent writes.
 * @param currentMonth the month that is not past
 */
export async function rollUpDifferences(
  firestore: Firestore,
  currentMonth: string = new Date().toISOString().slice(0, 7),
): Promise<string[]> {
  const [days, found] = [await countsByDay(firestore), await rolledUp(firestore)];
  const months = sumsBy(days, (day) => day.slice(0, 7));
  const over = Object.fromEntries(Object.entries(months).filter(([month]) => month < currentMonth));
  const of = (publication: string, own: Readonly<Record<string, Counts>>, columns: readonly string[]) =>
    Object.fromEntries(columns.map((id) => [id, { [publication]: own[id]?.[publication] ?? {} }]));
  return [
    ...differencesByDay(days, found.overviewDays).map((text) => `overview: ${text}`),
    ...differencesByDay(over, found.overviewMonths).map((text) => `overview of months: ${text}`),
    ...differencesByDay(
      sumsBy(over, () => 'all time'),
      { 'all time': found.overviewTotal ?? {} },
    ).map((text) => `overview: ${text}`),
    ...found.sumsSoFar.flatMap(({ days: added, counts }) => {
      const own = Object.fromEntries(Object.entries(days).filter(([day]) => added.includes(day)));
      return differencesByDay(
        sumsBy(own, () => 'so far'),
        { 'so far': counts },
      ).map((text) => `overview: ${text}`);
    }),
    ...Object.entries(found.months).flatMap(([publication, own]) =>
      Object.values(own).flatMap((byDay) =>
        differencesByDay(of(publication, days, Object.keys(byDay)), columnsOf(publication, byDay)),
      ),
    ),
    ...Object.entries(found.totals).flatMap(([publication, byMonth]) =>
      differencesByDay(of(publication, over, Object.keys(byMonth)), columnsOf(publication, byMonth)),
    ),
    ...(found.stray === 0 ? [] : [`${found.stray} chunks that nothing refers to`]),
  ];
}

/**
 * The differences between the sums of days and the counts of a reader, who adds columns of roll-ups and open
 * day documents. There are none at any time, wherever a roll-up was interrupted.
 */
export async function readerDifferences(firestore: Firestore): Promise<string[]> {
  const [days, found] = [await countsByDay(firestore), await rolledUp(firestore)];
  const open = await firestore
    .collection('days')
    .where('open', '==', true)
    .select('publication', 'day')
    .get();
  const isOpen = new Set(
    open.docs.map((document) => `${document.get('day')} ${document.get('publication')}`),
  );
  const seen: Record<string, Record<string, Counts[string]>> = {};
  const see = (day: string, publication: string, counts: Counts[string]): void => {
    seen[day] = { ...seen[day], [publication]: counts };
  };
  for (const [publication, own] of Object.entries(found.months)) {
    for (const [day, counts] of Object.values(own).flatMap((byDay) => Object.entries(byDay)))
      if (!isOpen.has(`${day} ${publication}`)) see(day, publication, counts);
  }
  for (const [day, counts] of Object.entries(days)) {
    for (const [publication, own] of Object.entries(counts))
      if (isOpen.has(`${day} ${publication}`)) see(day, publication, own);
  }
  return differencesByDay(days, seen).map((text) => `readers: ${text}`);
}

function columnsOf(publication: string, columns: Counts): Record<string, Counts> {
  return Object.fromEntries(Object.entries(columns).map(([id, counts]) => [id, { [publication]: counts }]));
}

/** Sums counts by the key that `of` makes from their first level. */
function sumsBy(
  counts: Readonly<Record<string, Counts>>,
  of: (id: string) => string,
): Record<string, Record<string, Record<string, number>>> {
  const sums: Record<string, Record<string, Record<string, number>>> = {};
  for (const [id, publications] of Object.entries(counts)) {
    const group = sums[of(id)] ?? {};
    sums[of(id)] = group;
    for (const [publication, own] of Object.entries(publications)) {
      const all = group[publication] ?? {};
      group[publication] = all;
      for (const [place, count] of Object.entries(own)) all[place] = (all[place] ?? 0) + count;
    }
  }
  return sums;
}
