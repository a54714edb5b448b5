/** Reads entities across all publications. */
import { AggregateField, type QueryDocumentSnapshot, type Transaction } from '@google-cloud/firestore';
import type { EntityDocument } from '../common/domain/collections.ts';
import { entityKey } from '../common/domain/keys.ts';
import type { EntityType } from '../common/domain/post.ts';
import { ProblemError } from '../common/http/problem.ts';
import { formatCursor } from './cursor.ts';
import { positionOf, type Reading, readListing } from './listing.ts';
import { keyPrefix } from './prefix.ts';
import { entitiesEverywhereByKey, entityEverywhere, paged } from './queries.ts';
import type { ListQuery } from './read-publications.ts';
import type { EntityInPublications, EntitySearch } from './responses.ts';
import { isoTime, readAt, readTimeOf } from './snapshots.ts';

/**
 * In which publications an entity is named and how often, by count.
 * @param name its key, or any spelling that has the same key
 * @throws ProblemError 404 when no publication names it, 400 for a bad cursor
 */
export async function readEntity(
  reading: Reading,
  type: EntityType,
  name: string,
  query: ListQuery,
): Promise<EntityInPublications> {
  const { firestore } = reading;
  const key = entityKey(name);
  const everywhere = entityEverywhere(firestore, type, key);
  const page = await readListing(reading, {
    scope: JSON.stringify(['entity', type, key]),
    ...query,
    query: (part) => paged(everywhere, part),
    sortValues: (document) => [document.get('count'), document.ref.path],
  });
  const parents = page.documents.map(publicationOf);
  const [total, names, first] = await readAt(firestore, page.readTime, (at) =>
    Promise.all([
      at.get(
        everywhere.aggregate({ count: AggregateField.sum('count'), publications: AggregateField.count() }),
      ),
      parents.length === 0 ? [] : at.getAll(...parents, { fieldMask: ['name'] }),
      page.position === undefined ? undefined : at.get(everywhere.limit(1)),
    ]),
  );
  const top = (first?.docs ?? page.documents)[0];
  if (top === undefined) {
    throw new ProblemError(404, `No publication names a ${type} with the key "${key}".`);
  }
  const { text, count: maximum } = top.data() as EntityDocument;
  return {
    type,
    text,
    key,
    count: total.data().count,
    publicationCount: total.data().publications,
    publications: page.documents.map((document, index) => ({
      id: publicationOf(document).id,
      name: names[index]?.get('name') ?? publicationOf(document).id,
      count: document.get('count'),
    })),
    offset: page.offset,
    maximum,
    nextCursor: page.nextCursor(maximum),
    readAt: isoTime(page.readTime),
  };
}

function publicationOf(document: QueryDocumentSnapshot) {
  const publication = document.ref.parent.parent;
  if (publication === null) throw new Error(`${document.ref.path} is not within a publication`);
  return publication;
}

/** So many documents are read for each entity that a page of a search may hold: most are named by few publications. */
const DOCUMENTS_PER_ENTITY = 3;
/** A page may hold fewer entities than its limit rather than cost more rounds than this. */
const MAX_ROUNDS = 5;

type FoundEntity = EntitySearch['entities'][number];

/**
 * Entities whose names begin with `prefix`, in the order of their keys. An entity has a document in each publication that names it; they
 * stand together, so one pass adds them up. Where one entity fills a whole round, its sum is asked for instead and the pass goes on
 * behind it.
 * @throws ProblemError 400 for a bad cursor
 */
export async function searchEntities(
  reading: Reading,
  query: ListQuery & { readonly prefix: string },
): Promise<EntitySearch> {
  const { firestore } = reading;
  const { limit } = query;
  const prefix = keyPrefix(query.prefix);
  const scope = JSON.stringify(['search', prefix]);
  const position = positionOf(reading, { scope, cursor: query.cursor });
  const roundSize = (limit + 1) * DOCUMENTS_PER_ENTITY;
  const found: FoundEntity[] = [];
  let readTime = position?.readTime;
  let after = position?.after;
  let isComplete = false;
  for (let round = 0; round < MAX_ROUNDS && !isComplete && found.length <= limit; round++) {
    const part = entitiesEverywhereByKey(firestore, prefix, { limit: roundSize - 1, after });
    const snapshot =
      readTime === undefined ? await part.get() : await readAt(firestore, readTime, (at) => at.get(part));
    readTime ??= readTimeOf(snapshot.readTime);
    const groups = groupByEntity(snapshot.docs);
    isComplete = snapshot.size < roundSize;
    const cut = isComplete ? undefined : groups.at(-1);
    if (cut !== undefined && groups.length === 1) {
      groups[0] = await readAt(firestore, readTime, (at) => addedUp(reading, cut, at));
    } else if (cut !== undefined) {
      groups.pop();
    }
    found.push(...groups);
    const last = found.at(-1);
    after = last === undefined ? after : [last.key, last.type];
  }
  const page = found.slice(0, limit);
  const entities = page.filter(({ publicationCount }) => publicationCount > 0);
  const last = page.at(-1);
  const offset = position?.offset ?? 0;
  const isLastPage = isComplete && found.length <= limit;
  return {
    entities,
    offset,
    nextCursor:
      isLastPage || last === undefined || readTime === undefined
        ? null
        : formatCursor(
            { readTime, after: [last.key, last.type], offset: offset + entities.length, maximum: 0 },
            scope,
            reading.cursorKeys[0],
          ),
    readAt: isoTime(readTime ?? { seconds: 0, nanoseconds: 0 }),
  };
}

/** Adds up what stands together. An entity that nobody counts any more stays among the groups, named by 0 publications: a cursor may stand on it. */
function groupByEntity(documents: readonly QueryDocumentSnapshot[]): FoundEntity[] {
  const groups: FoundEntity[] = [];
  for (const document of documents) {
    const { type, text, key, count } = document.data() as EntityDocument;
    let last = groups.at(-1);
    if (last === undefined || last.key !== key || last.type !== type) {
      // The first of a group has its largest count, and so the spelling that most have seen.
      last = { type, text, key, count: 0, publicationCount: 0 };
      groups.push(last);
    }
    if (count <= 0) continue;
    last.count += count;
    last.publicationCount += 1;
  }
  return groups;
}

async function addedUp(reading: Reading, entity: FoundEntity, at: Transaction): Promise<FoundEntity> {
  const everywhere = entityEverywhere(reading.firestore, entity.type, entity.key);
  const sums = { count: AggregateField.sum('count'), publications: AggregateField.count() };
  const total = (await at.get(everywhere.aggregate(sums))).data();
  return { ...entity, count: total.count, publicationCount: total.publications };
}
