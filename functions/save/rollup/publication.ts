/**
 * The roll-ups of one publication: its months, with a column for each day, and its total, with one for each
 * month.
 *
 * One commit replaces a month and closes the days that go into it. It has a precondition for each of their
 * documents: no change since it was read. So no article counted meanwhile is lost: either the commit fails,
 * or the article opens its day again afterwards.
 */
import { FieldValue, type Timestamp } from '@google-cloud/firestore';
import { isConflict } from '../../common/cloud/grpc.ts';
import { presentMoment, readAt } from '../../common/cloud/moment.ts';
import { preferred } from '../../common/domain/merge.ts';
import {
  collections,
  type DayDocument,
  type MonthPart,
  type PublicationHead,
  type TotalPart,
  type Written,
} from '../../common/domain/store/documents.ts';
import { buildTable, emptyTable, sumOf } from '../../common/domain/store/table.ts';
import { columnOf, documentsOfPublication, type ReadDay } from './day-reads.ts';
import { runsOf } from './overview.ts';
import { type PartStore, readPart, replacePart, setPart } from './parts.ts';

/** Days of a publication's month that are over and may not be rolled up. */
export interface OpenDays {
  readonly publicationId: string;
  readonly month: string;
  readonly days: readonly string[];
}

const ATTEMPTS = 3;

/**
 * Rolls days up into their month.
 * @param overviewReadAt the moment that the overview's roll-up of a day was made from: a day that has changed
 *   since stays open
 * @param isRebuilt the month is made from these days alone
 * @returns whether the month was replaced
 */
export async function rollUpMonth(
  store: PartStore,
  open: OpenDays,
  overviewReadAt: (day: string) => Timestamp | undefined,
  isRebuilt: boolean,
): Promise<boolean> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await tryMonth(store, open, overviewReadAt, isRebuilt);
    } catch (error) {
      if (attempt === ATTEMPTS || !isConflict(error)) throw error;
    }
  }
}

async function tryMonth(
  store: PartStore,
  { publicationId, month, days }: OpenDays,
  overviewReadAt: (day: string) => Timestamp | undefined,
  isRebuilt: boolean,
): Promise<boolean> {
  const { firestore } = store;
  const reference = firestore.collection(collections.publications).doc(publicationId);
  const moment = await presentMoment(reference);
  const { snapshot, documents, base } = await readAt(firestore, moment, async (at) => {
    const [head] = await at.getAll(reference);
    const old = (head?.data() as PublicationHead | undefined)?.months[month];
    return {
      snapshot: head,
      documents: await documentsOfPublication(firestore, at, publicationId, days),
      base: isRebuilt ? emptyTable : await readPart(store, at, old),
    };
  });
  const head = snapshot?.data() as PublicationHead | undefined;
  const known = head?.months[month];
  const isCovered = ({ document, updatedAt }: ReadDay): boolean =>
    (overviewReadAt(document.day)?.valueOf() ?? '') >= updatedAt.valueOf();
  const byDay = [...Map.groupBy(documents, ({ document }) => document.day)];
  const settled = byDay.filter(([, own]) => own.every((one) => one.document.open !== true || isCovered(one)));
  if (settled.length === 0) return false;
  const rolledUp = settled.flatMap(([, own]) => own);
  // A month that is made again also gets the days that stay open. Readers search the closed documents of an
  // open day only where the month has that day.
  const columns = (isRebuilt ? byDay : settled).map(([day, own]) => columnOf(day, own));
  const table = buildTable(base, () => true, columns);
  const names = columns.flatMap(({ column }) => (column.name === undefined ? [] : [column.name]));
  const name = names.reduce(preferred, head?.name ?? names[0] ?? publicationId);
  await replacePart(store, {
    of: `${month} of ${publicationId}`,
    table,
    readAt: moment,
    old: known,
    refer: (batch, part) => {
      const next: MonthPart = { ...part, days: table.columns.map(({ id }) => id) };
      const whole: PublicationHead = { name, months: { [month]: next } };
      setPart(batch, reference, snapshot?.updateTime, whole, ['months', month], next);
      if (snapshot?.updateTime !== undefined && head?.name !== name) batch.update(reference, { name });
      const closed: Partial<Written<DayDocument>> = { open: FieldValue.delete() };
      for (const { id, document, updatedAt } of rolledUp) {
        if (document.open !== true) continue;
        batch.update(firestore.collection(collections.days).doc(id), closed, { lastUpdateTime: updatedAt });
      }
    },
  });
  return true;
}

/** A total that lacks a month is made again at once; otherwise only when this number of months differ. */
const MONTHS_WORTH_A_TOTAL = 3;

/**
 * Brings a publication's total up to its months that are over.
 * @param currentMonth this and later ones are not over
 * @param isForced even where few months differ
 * @returns whether the total was replaced
 */
export async function rollUpTotal(
  store: PartStore,
  publicationId: string,
  currentMonth: string,
  isForced: boolean,
): Promise<boolean> {
  const { firestore } = store;
  const reference = firestore.collection(collections.publications).doc(publicationId);
  const moment = await presentMoment(reference);
  const found = await readAt(firestore, moment, async (at) => {
    const [snapshot] = await at.getAll(reference);
    const head = snapshot?.data() as PublicationHead | undefined;
    const over = Object.fromEntries(
      Object.entries(head?.months ?? {}).filter(([month]) => month < currentMonth),
    );
    const differing = Object.entries(over).filter(([month, { run }]) => head?.total?.of[month] !== run);
    const isMissing = differing.some(([month]) => head?.total?.of[month] === undefined);
    const isDue = differing.length > 0 && (isForced || isMissing || differing.length >= MONTHS_WORTH_A_TOTAL);
    if (snapshot?.updateTime === undefined || !isDue) return undefined;
    const columns = await Promise.all(
      differing.map(async ([month, part]) => ({
        column: {
          id: month,
          articles: part.articles,
          changed: part.changed,
          ...(part.otherLanguage !== undefined && { otherLanguage: part.otherLanguage }),
        },
        names: sumOf(await readPart(store, at, part), () => true),
      })),
    );
    // Where every month differs, nothing of the old total stays: a damaged one is not read, so that a rebuild
    // replaces it.
    const isAnew = differing.length === Object.keys(over).length;
    const base = await readPart(store, at, isAnew ? undefined : head?.total);
    const table = buildTable(base, ({ id }) => over[id] !== undefined, columns);
    return { table, over, old: head?.total, version: snapshot.updateTime };
  });
  if (found === undefined) return false;
  const { table, over, old, version } = found;
  await replacePart(store, {
    of: `all months of ${publicationId}`,
    table,
    readAt: moment,
    old,
    refer: (batch, part) => {
      const total: TotalPart = { ...part, of: runsOf(over) };
      batch.update(reference, { total }, { lastUpdateTime: version });
    },
  });
  return true;
}
