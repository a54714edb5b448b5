/**
 * The articles behind a number: the records that name something, of a publication or of all, of some days.
 */
import { Timestamp } from '@google-cloud/firestore';
import { presentMoment, type Reads, readAt } from '../../common/cloud/moment.ts';
import { entityKey } from '../../common/domain/keys.ts';
import { type Curation, MAX_KEYS_A_NAME } from '../../common/domain/store/curation.ts';
import { addDays, dayOf, startOfDay } from '../../common/domain/store/day.ts';
import type { ArticleRecord, DayDocument, PublicationHead } from '../../common/domain/store/documents.ts';
import { rankedColumns } from '../counting/by-column.ts';
import { shownNamesOf } from '../counting/names-of-article.ts';
import type { Days, GivenRange } from '../counting/range.ts';
import { expiredCursor } from '../cursor.ts';
import {
  choicesOf,
  countOf,
  type FoundArticle,
  MAX_PUBLICATIONS_LISTED,
  newestOf,
} from '../reading/articles.ts';
import { isoTime, momentAt } from '../reading/moments.ts';
import { type ArticleChoice, curationAt, headOf, leaseOf, openDocuments } from '../reading/queries.ts';
import type { Reading } from '../reading/reading.ts';
import type { ArticleList } from '../responses.ts';
import { daysAt, scopeOfRange, shownDays } from './days.ts';
import { cursorAt, type PageQuery, positionOf } from './listing.ts';
import { hiddenName } from './names.ts';

/**
 * An answer reads the names of at most this many publications. For the others it shows the id, which is their
 * name in lower case.
 */
const MAX_HEADS = 40;

export type ArticlesQuery = PageQuery &
  GivenRange & {
    readonly name?: string | undefined;
    /** A publication's id. */
    readonly publication?: string | undefined;
  };

/**
 * A page of articles, the newest first.
 * @throws ProblemError 400 for a bad cursor, and for one of a moment that Firestore no longer has; 404 for a
 *   name that is hidden, and for a publication that does not exist
 */
export async function listArticles(reading: Reading, query: ArticlesQuery): Promise<ArticleList> {
  const { firestore } = reading;
  const { name, publication, limit } = query;
  const key = name === undefined ? undefined : entityKey(name);
  const scope = ['articles', key, publication, ...scopeOfRange(query)];
  const position = positionOf(reading, scope, query);
  const isOfAll = key === undefined && publication === undefined;
  const moment = await momentOf(reading, position && momentAt(position.readTime), isOfAll);
  const days = daysAt(query, moment);
  const publications = isOfAll ? await publicationsOf(reading, moment, days) : undefined;
  const [seconds, nanoseconds, id, total, isTotalExact] = position?.after ?? [];
  const after =
    typeof seconds === 'number' && typeof nanoseconds === 'number' && typeof id === 'string'
      ? ([new Timestamp(seconds, nanoseconds), id] as const)
      : undefined;
  const page = await readAt(firestore, moment, async (at) => {
    const curation = reading.curations.of((await at.getAll(curationAt(firestore)))[0]);
    const keys = key === undefined ? undefined : keysOfName(curation, key);
    const chosen = { keys, ...boundsOf(days) };
    const choices: readonly ArticleChoice[] =
      publications === undefined
        ? [{ ...chosen, publicationIds: publication === undefined ? undefined : [publication] }]
        : choicesOf(publications.ids, chosen);
    // One more, which tells whether there is a next page.
    const found = await newestOf(at, firestore, choices, { limit: limit + 1, after });
    // A cursor is given out only where something follows.
    if (position !== undefined && found.length === 0) throw expiredCursor();
    // It is the same on all pages of a walk, and counted for the first.
    const counted =
      typeof total === 'number'
        ? { total, isTotalExact: isTotalExact === 1 }
        : await countOf(at, firestore, choices);
    const records = found.slice(0, limit);
    // A forgotten one is found by its publication still.
    const listed = records.filter(({ record }) => record.forgottenAt === undefined);
    const offset = position?.offset ?? 0;
    const last = records.at(-1);
    const place =
      last === undefined || found.length <= limit
        ? undefined
        : {
            offset: offset + listed.length,
            after: [...placeOf(last), counted.total, counted.isTotalExact ? 1 : 0],
          };
    return {
      articles: await shownArticles(reading, at, listed, curation),
      days: shownDays(days),
      keptSince: keptSince(reading, moment),
      publicationsLeftOut: publications?.leftOut ?? 0,
      offset,
      ...counted,
      nextCursor: place === undefined ? null : cursorAt(reading, scope, { moment, ...place }),
      readAt: isoTime(moment),
    };
  });
  // Only an answer without articles takes the reads that tell an unknown publication from one without any.
  if (publication !== undefined && page.total === 0) await reading.publications.present(publication);
  return page;
}

/** The moment of a walk; of all publications the one of the counts that say which there are. */
async function momentOf(
  { firestore, overview }: Reading,
  given: Timestamp | undefined,
  isOfAll: boolean,
): Promise<Timestamp> {
  if (given !== undefined) return given;
  return isOfAll ? (await overview.present()).moment : presentMoment(leaseOf(firestore));
}

/** The publications that have articles of these days, those with the most first. */
async function publicationsOf(
  { overview }: Reading,
  moment: Timestamp,
  days: Days,
): Promise<{ readonly ids: readonly string[]; readonly leftOut: number }> {
  const sum = await overview.sum(await overview.at(moment), days);
  const ids = rankedColumns(sum).map((place) => sum.columns[place]?.id ?? '');
  return {
    ids: ids.slice(0, MAX_PUBLICATIONS_LISTED),
    leftOut: Math.max(0, ids.length - MAX_PUBLICATIONS_LISTED),
  };
}

/**
 * The keys that articles of a name are found by.
 * @throws ProblemError 404 when it is hidden
 */
export function keysOfName(curation: Curation, key: string): readonly string[] {
  const target = curation.keyOf(key);
  if (curation.isHidden(target)) throw hiddenName(target);
  return curation.partsOf(target).slice(0, MAX_KEYS_A_NAME);
}

/** Days as moments. */
export function boundsOf({ from, to }: Days): Pick<ArticleChoice, 'from' | 'before'> {
  return {
    from: from === undefined ? undefined : Timestamp.fromMillis(startOfDay(from)),
    before: to === undefined ? undefined : Timestamp.fromMillis(startOfDay(addDays(to, 1))),
  };
}

/** The first day of which no record has expired, provided that the term has never changed. */
export function keptSince({ articleTtlDays }: Reading, moment: Timestamp): string {
  return addDays(dayOf(moment.toMillis()), 1 - articleTtlDays);
}

function placeOf({ id, record: { at } }: FoundArticle): readonly [number, number, string] {
  return [at.seconds, at.nanoseconds, id];
}

async function shownArticles(
  reading: Reading,
  at: Reads,
  found: readonly FoundArticle[],
  curation: Curation,
): Promise<ArticleList['articles']> {
  const names = await namesOf(reading, at, [...new Set(found.map(({ record }) => record.publication))]);
  return found.map(({ record }) => shown(record, names.get(record.publication), curation));
}

/** The names of publications: from their heads, or from an open day where no day was rolled up yet. */
async function namesOf(
  { firestore }: Reading,
  at: Reads,
  ids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const asked = ids.slice(0, MAX_HEADS);
  if (asked.length === 0) return new Map();
  const heads = await at.getAll(...asked.map((id) => headOf(firestore, id)), { fieldMask: ['name'] });
  const named = await Promise.all(
    heads.map(async (head, index): Promise<readonly [string, string]> => {
      const id = asked[index] ?? head.id;
      const known = head.data() as Pick<PublicationHead, 'name'> | undefined;
      if (known !== undefined) return [id, known.name];
      const [day] = (await at.get(openDocuments(firestore, id, 1).select('name'))).docs;
      const open = day?.data() as Pick<DayDocument, 'name'> | undefined;
      return [id, open?.name ?? id];
    }),
  );
  return new Map(named);
}

function shown(
  record: ArticleRecord,
  publicationName: string | undefined,
  curation: Curation,
): ArticleList['articles'][number] {
  const { id, publication, at, title, url, author, language } = record;
  return {
    id,
    publication: { id: publication, name: publicationName ?? publication },
    at: isoTime(at),
    ...(title !== undefined && { title }),
    ...(url !== undefined && { url }),
    ...(author !== undefined && { author }),
    ...(language !== undefined && { language }),
    names: shownNamesOf(record, curation).map(({ type, text, mentions }) => ({ type, text, mentions })),
  };
}
