/**
 * The roll-ups of the whole deployment: days, months that are over, and all of them. A column is a
 * publication.
 */
import { FieldValue, type Timestamp } from '@google-cloud/firestore';
import { presentMoment, readAt } from '../../common/cloud/moment.ts';
import {
  collections,
  OVERVIEW_TOTAL,
  type OverviewMonth,
  type OverviewTotal,
  type Part,
  type TotalPart,
} from '../../common/domain/store/documents.ts';
import { buildTable, emptyTable, sumTables, type Table } from '../../common/domain/store/table.ts';
import { columnOf, type ReadDay } from './day-reads.ts';
import { deletePart, type PartStore, readPart, replacePart, setPart } from './parts.ts';

/** The roll-ups of a month's days, and the version of the document that refers to them. */
export interface OpenMonth {
  readonly days: ReadonlyMap<string, Part>;
  /**
   * Replaces the roll-up of a day.
   * @param documents all documents of the day, as of `moment`
   * @throws a conflict when another runner did so since
   */
  readonly replace: (day: string, documents: readonly ReadDay[], moment: Timestamp) => Promise<void>;
}

/** Opens a month as of a moment. */
export async function openOverviewMonth(
  store: PartStore,
  moment: Timestamp,
  month: string,
): Promise<OpenMonth> {
  const reference = store.firestore.collection(collections.overview).doc(month);
  const [snapshot] = await readAt(store.firestore, moment, (at) => at.getAll(reference));
  const known = snapshot?.data() as OverviewMonth | undefined;
  const days = new Map(Object.entries(known?.days ?? {}));
  let version = snapshot?.updateTime;
  return {
    days,
    async replace(day, documents, readMoment) {
      const groups = Map.groupBy(documents, ({ document }) => document.publication);
      const columns = [...groups].map(([publication, own]) => columnOf(publication, own));
      const { part, writtenAt } = await replacePart(store, {
        of: `overview of ${day}`,
        table: buildTable(emptyTable, () => false, columns),
        readAt: readMoment,
        old: days.get(day),
        refer: (batch, next) => {
          const whole: OverviewMonth = { days: { [day]: next } };
          setPart(batch, reference, version, whole, ['days', day], next);
        },
      });
      version = writtenAt;
      days.set(day, part);
    },
  };
}

/** A sum that is out of date is made again only at this age, because that reads all its parts. */
const RENEWED_AFTER_MS = 10 * 60 * 1_000;

/**
 * Brings the roll-ups of months that are over, and the one of all of them, up to their days.
 * @param currentMonth this and later ones are not over
 * @param isForced without waiting until it is worth while
 * @returns how many were replaced
 */
export async function rollUpOverviewMonths(
  store: PartStore,
  currentMonth: string,
  isForced: boolean,
): Promise<number> {
  const overview = store.firestore.collection(collections.overview);
  const reference = overview.doc(OVERVIEW_TOTAL);
  const moment = await presentMoment(reference);
  const { snapshot, months } = await readAt(store.firestore, moment, async (at) => ({
    snapshot: (await at.getAll(reference))[0],
    months: (await at.get(overview)).docs.filter(({ id }) => id < currentMonth),
  }));
  const known = snapshot?.data() as OverviewTotal | undefined;
  const parts = new Map(Object.entries(known?.months ?? {}));
  let version = snapshot?.updateTime;
  /**
   * A moment at which the document refers to the chunks in `parts`. Later another runner may have replaced
   * the document and its chunks.
   */
  let referredAt = moment;
  let replaced = 0;
  const isDue = (part: TotalPart | undefined, of: Readonly<Record<string, Part>>): boolean =>
    !isSumOf(part, of) &&
    (isForced || part === undefined || moment.toMillis() - part.readAt.toMillis() >= RENEWED_AFTER_MS);

  for (const document of months) {
    const month = document.id;
    const { days, sum: soFar } = document.data() as OverviewMonth;
    if (!isDue(parts.get(month), days)) continue;
    const of = runsOf(days);
    const { part, writtenAt } = await replacePart(store, {
      of: `overview of ${month}`,
      table: await sumDaysAt(store, moment, days),
      readAt: moment,
      old: parts.get(month),
      refer: (batch, next) => {
        const sum: TotalPart = { ...next, of };
        const whole: OverviewTotal = { months: { [month]: sum } };
        setPart(batch, reference, version, whole, ['months', month], sum);
        if (soFar === undefined) return;
        // Nobody reads the sum of the month so far any more.
        batch.update(document.ref, { sum: FieldValue.delete() }, { lastUpdateTime: document.updateTime });
        deletePart(store.firestore, batch, soFar);
      },
    });
    version = writtenAt;
    referredAt = writtenAt;
    parts.set(month, { ...part, of });
    replaced += 1;
  }
  const all = Object.fromEntries(parts);
  const through = [...parts.keys()].sort().at(-1);
  if (through === undefined || version === undefined || !isDue(known?.total, all)) return replaced;
  const current = version;
  await replacePart(store, {
    of: 'overview of all time',
    table: await sumAt(store, referredAt, all),
    readAt: referredAt,
    old: known?.total,
    refer: (batch, part) =>
      batch.update(reference, { total: { ...part, through, of: runsOf(all) } }, { lastUpdateTime: current }),
  });
  return replaced + 1;
}

/** The sum of these parts, as of a moment at which documents refer to them. */
async function sumAt(
  store: PartStore,
  moment: Timestamp,
  parts: Readonly<Record<string, Part>>,
): Promise<Table> {
  return sumTables([...(await tablesAt(store, moment, parts)).values()]);
}

/** The sum of these days of a month, as of a moment at which documents refer to them. */
export async function sumDaysAt(
  store: PartStore,
  moment: Timestamp,
  days: Readonly<Record<string, Part>>,
): Promise<Table> {
  return sumDays(await tablesAt(store, moment, days));
}

/**
 * Adds up days of a month. The columns of the sum tell the articles of each day, so that readers of the days
 * alone need no table of a day.
 * @param tables by day
 */
export function sumDays(tables: ReadonlyMap<string, Table>): Table {
  const sum = sumTables([...tables.values()]);
  const byDay = new Map<string, number[]>();
  for (const [day, { columns }] of [...tables].sort(([a], [b]) => (a < b ? -1 : 1))) {
    for (const { id, articles } of columns) {
      if (articles === 0) continue;
      const own = byDay.get(id) ?? [];
      own.push(Number(day.slice(-2)), articles);
      byDay.set(id, own);
    }
  }
  return { ...sum, columns: sum.columns.map((column) => ({ ...column, byDay: byDay.get(column.id) ?? [] })) };
}

async function tablesAt(
  store: PartStore,
  moment: Timestamp,
  parts: Readonly<Record<string, Part>>,
): Promise<ReadonlyMap<string, Table>> {
  return readAt(
    store.firestore,
    moment,
    async (at) =>
      new Map(
        await Promise.all(
          Object.entries(parts).map(
            async ([id, part]): Promise<[string, Table]> => [id, await readPart(store, at, part)],
          ),
        ),
      ),
  );
}

/** Which run of each part a sum of them has. */
export function runsOf(parts: Readonly<Record<string, Part>>): Record<string, string> {
  return Object.fromEntries(Object.entries(parts).map(([id, { run }]) => [id, run]));
}

/** Whether a sum has exactly these parts in it. */
function isSumOf(sum: TotalPart | undefined, parts: Readonly<Record<string, Part>>): boolean {
  const ids = Object.keys(parts);
  return (
    sum !== undefined &&
    ids.length === Object.keys(sum.of).length &&
    ids.every((id) => sum.of[id] === parts[id]?.run)
  );
}
