/** The articles behind a number: the records that name something, of a publication or of all. */
import { Timestamp } from '@google-cloud/firestore';
import { presentMoment, type Reads, readAt } from '../../common/cloud/moment.ts';
import { entityKey } from '../../common/domain/keys.ts';
import { type Curation, MAX_KEYS_A_NAME } from '../../common/domain/store/curation.ts';
import { startOfDay } from '../../common/domain/store/day.ts';
import type { ArticleRecord, PublicationHead } from '../../common/domain/store/documents.ts';
import { shownNamesOf } from '../counting/names-of-article.ts';
import { expiredCursor } from '../cursor.ts';
import { isoTime, momentAt } from '../reading/moments.ts';
import { articles as articlesQuery, curationAt, headOf, leaseOf } from '../reading/queries.ts';
import type { Reading } from '../reading/reading.ts';
import type { ArticleList } from '../responses.ts';
import { cursorAt, type PageQuery, positionOf } from './listing.ts';
import { hiddenName } from './names.ts';

/**
 * An answer reads the names of so many publications at most; of the others the id is shown, which is their
 * name in small letters.
 */
const MAX_HEADS = 40;

/**
 * A page of articles, the newest first.
 * @throws ProblemError 400 for a bad cursor, and for one of a moment that Firestore no longer has
 */
export async function listArticles(
  reading: Reading,
  query: PageQuery & {
    readonly name?: string | undefined;
    readonly publication?: string | undefined;
    readonly since?: string | undefined;
  },
): Promise<ArticleList> {
  const { firestore } = reading;
  const { name, publication: publicationId, since, limit } = query;
  const key = name === undefined ? undefined : entityKey(name);
  const scope = ['articles', key, publicationId, since];
  const position = positionOf(reading, scope, query);
  const moment =
    position === undefined ? await presentMoment(leaseOf(firestore)) : momentAt(position.readTime);
  const [seconds, nanoseconds, id] = position?.after ?? [];
  const after =
    typeof seconds === 'number' && typeof nanoseconds === 'number' && typeof id === 'string'
      ? ([new Timestamp(seconds, nanoseconds), id] as const)
      : undefined;
  return readAt(firestore, moment, async (at) => {
    const curation = reading.curations.of((await at.getAll(curationAt(firestore)))[0]);
    const target = key === undefined ? undefined : curation.keyOf(key);
    if (target !== undefined && curation.isHidden(target)) throw hiddenName(target);
    const chosen = {
      keys: target === undefined ? undefined : curation.partsOf(target).slice(0, MAX_KEYS_A_NAME),
      publicationId,
      since: since === undefined ? undefined : Timestamp.fromMillis(startOfDay(since)),
    };
    // One more, which tells whether there is a next page.
    const found = await at.get(articlesQuery(firestore, chosen, { limit: limit + 1, after }));
    // A cursor is given out only where something follows.
    if (position !== undefined && found.empty) throw expiredCursor();
    const page = found.docs.slice(0, limit);
    const records = page.map((document) => document.data() as ArticleRecord);
    // A forgotten one is found by its publication still.
    const listed = records.filter(({ forgottenAt }) => forgottenAt === undefined);
    const names = await namesOf(reading, at, [...new Set(listed.map((record) => record.publication))]);
    const offset = position?.offset ?? 0;
    const [last, lastId] = [records.at(-1), page.at(-1)?.id];
    return {
      articles: listed.map((record) => shown(record, names.get(record.publication), curation)),
      offset,
      nextCursor:
        last === undefined || lastId === undefined || found.size <= limit
          ? null
          : cursorAt(reading, scope, {
              moment,
              offset: offset + listed.length,
              after: [last.at.seconds, last.at.nanoseconds, lastId],
            }),
      readAt: isoTime(moment),
    };
  });
}

async function namesOf(
  { firestore }: Reading,
  at: Reads,
  ids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const asked = ids.slice(0, MAX_HEADS).map((id) => headOf(firestore, id));
  if (asked.length === 0) return new Map();
  const heads = await at.getAll(...asked, { fieldMask: ['name'] });
  return new Map(
    heads.flatMap((head) => {
      const known = head.data() as Pick<PublicationHead, 'name'> | undefined;
      return known === undefined ? [] : [[head.id, known.name]];
    }),
  );
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
