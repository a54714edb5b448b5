/** Reads publications and their entities. */
import type { DocumentSnapshot, QueryDocumentSnapshot } from '@google-cloud/firestore';
import type { EntityDocument, PublicationDocument } from '../common/domain/collections.ts';
import type { EntityType } from '../common/domain/post.ts';
import { ProblemError } from '../common/http/problem.ts';
import { type ListingPage, positionOf, type Reading, readListing } from './listing.ts';
import { keyPrefix } from './prefix.ts';
import { entitiesByKey, type Page, publications, rankedEntities, rankedPublications } from './queries.ts';
import type { Publication, PublicationEntities, PublicationList, RankedEntity } from './responses.ts';
import { isoTime, readAt } from './snapshots.ts';
import type { VersionCache } from './version-cache.ts';

export interface ListQuery {
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/** The most frequent entities of a publication, kept until its counts change. */
export type TopEntities = VersionCache<readonly RankedEntity[]>;

/** A page of the publications by article count; with `top` above 0, each with so many of its entities. */
export async function listPublications(
  reading: Reading,
  query: ListQuery & { readonly top: number },
  topEntities: TopEntities,
): Promise<PublicationList> {
  const page = await readListing(reading, {
    scope: 'publications',
    ...query,
    query: (part) => rankedPublications(reading.firestore, part),
    sortValues: (document) => [document.get('articleCount'), document.get('name'), document.id],
  });
  const isFirst = page.position === undefined;
  const topOf = (document: QueryDocumentSnapshot): Promise<readonly RankedEntity[]> =>
    isFirst
      ? topEntities.get(`${document.id}/${query.top}`, versionOf(document), () =>
          readTop(reading, document.id, query.top, undefined),
        )
      : readTop(reading, document.id, query.top, page);
  const found = await Promise.all(
    page.documents.map(async (document) => ({
      ...publicationOf(document),
      ...(query.top > 0 && { topEntities: [...(await topOf(document))] }),
    })),
  );
  return {
    publications: found,
    offset: page.offset,
    nextCursor: page.nextCursor(0),
    readAt: isoTime(page.readTime),
  };
}

async function readTop(
  reading: Reading,
  id: string,
  top: number,
  at: ListingPage | undefined,
): Promise<readonly RankedEntity[]> {
  // One is left out again: it only tells whether there is a next page.
  const query = rankedEntities(reading.firestore, id, undefined, { limit: top - 1 });
  const snapshot =
    at === undefined
      ? await query.get()
      : await readAt(reading.firestore, at.readTime, (transaction) => transaction.get(query));
  return snapshot.docs.map(rankedEntityOf);
}

/**
 * One publication.
 * @throws ProblemError 404 when there is none
 */
export async function readPublication(reading: Reading, id: string): Promise<Publication> {
  return publicationOf(await existing(id, publications(reading.firestore).doc(id).get()));
}

/**
 * A page of a publication's entities: by count, or in the order of names where a prefix is given.
 * @param unchanged kept pages; a first page is read again only when the publication has changed
 * @throws ProblemError 404 when there is no such publication, 400 for a bad cursor
 */
export async function listPublicationEntities(
  reading: Reading,
  id: string,
  query: ListQuery & { readonly type?: EntityType | undefined; readonly prefix?: string | undefined },
  unchanged: VersionCache<PublicationEntities>,
): Promise<PublicationEntities> {
  const { type, prefix, limit } = query;
  const scope = JSON.stringify(['publication', id, type ?? '', prefix ?? '']);
  const document = publications(reading.firestore).doc(id);
  const position = positionOf(reading, { scope, cursor: query.cursor });
  const read = async (snapshot: DocumentSnapshot): Promise<PublicationEntities> => {
    const page = await readListing(reading, {
      scope,
      ...query,
      query: (part) => entitiesQuery(reading, id, type, prefix, part),
      isListed: (entity) => entity.get('count') > 0,
      sortValues: (entity) =>
        prefix === undefined
          ? [entity.get('count'), entity.get('text'), entity.id]
          : [entity.get('key'), entity.get('type')].slice(0, type === undefined ? 2 : 1),
    });
    const maximum = page.position?.maximum ?? (await largestCount(reading, id, type, prefix, page));
    return {
      publication: publicationOf(snapshot),
      entities: page.documents.map(rankedEntityOf),
      offset: page.offset,
      maximum,
      nextCursor: page.nextCursor(maximum),
      readAt: isoTime(page.readTime),
    };
  };
  if (position !== undefined) {
    return read(
      await existing(
        id,
        readAt(reading.firestore, position.readTime, (at) => at.get(document)),
      ),
    );
  }
  // The version is read before the entities: if they change in between, the next look finds a newer version and reads them again.
  const snapshot = await existing(id, document.get());
  return unchanged.get(`${scope}/${limit}`, versionOf(snapshot), () => read(snapshot));
}

function entitiesQuery(
  reading: Reading,
  id: string,
  type: EntityType | undefined,
  prefix: string | undefined,
  page: Page,
) {
  return prefix === undefined
    ? rankedEntities(reading.firestore, id, type, page)
    : entitiesByKey(reading.firestore, id, type, keyPrefix(prefix), page);
}

async function largestCount(
  reading: Reading,
  id: string,
  type: EntityType | undefined,
  prefix: string | undefined,
  page: ListingPage,
): Promise<number> {
  if (prefix === undefined) return page.documents[0]?.get('count') ?? 0;
  const top = await readAt(reading.firestore, page.readTime, (at) =>
    at.get(rankedEntities(reading.firestore, id, type, { limit: 0 })),
  );
  return top.docs[0]?.get('count') ?? 0;
}

async function existing(id: string, reading: Promise<DocumentSnapshot>): Promise<DocumentSnapshot> {
  const snapshot = await reading;
  if (!snapshot.exists) throw new ProblemError(404, `There is no publication with the id "${id}".`);
  return snapshot;
}

/** Every commit that changes a publication's counts, of a saver or of a correction, changes its document: its version stands for them all. */
function versionOf(snapshot: DocumentSnapshot): string {
  const time = snapshot.updateTime;
  return `${time?.seconds}.${time?.nanoseconds}`;
}

function publicationOf(snapshot: DocumentSnapshot): Publication {
  const { name, articleCount, updatedAt } = snapshot.data() as PublicationDocument;
  return { id: snapshot.id, name, articleCount, updatedAt: updatedAt.toDate().toISOString() };
}

function rankedEntityOf(document: QueryDocumentSnapshot): RankedEntity {
  const { type, text, key, count } = document.data() as EntityDocument;
  return { type, text, key, count };
}
