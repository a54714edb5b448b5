/** Reads what the ledger knows of a publication's posts and what its counters say, both as of one moment. */
import {
  type DocumentReference,
  FieldPath,
  type Query,
  type QueryDocumentSnapshot,
  type Transaction,
} from '@google-cloud/firestore';
import { collections, type LedgerDocument } from '../../common/collections.ts';
import { decodeEntities } from '../kept-entities.ts';
import { createSum, type Sum } from './recount-plan.ts';

export interface State {
  /** Of the posts that should be counted. */
  readonly sum: Sum;
  /** Posts whose entities the ledger does not have. */
  readonly withoutEntities: number;
  /** What the counters say, by entity id. */
  readonly counted: ReadonlyMap<string, number>;
  /** What the publication's counter of articles says. */
  readonly articles: number;
}

const PAGE = 500;

/**
 * Reads.
 * @param view a transaction that only reads: its moment is that of the state
 * @param onProgress told how far it is
 */
export async function readState(
  view: Transaction,
  publication: DocumentReference,
  onProgress: (done: string) => void,
): Promise<State> {
  const { firestore } = publication;
  const articles = Number((await view.get(publication)).get('articleCount') ?? 0);
  const sum = createSum();
  let withoutEntities = 0;
  let read = 0;
  const posts = firestore
    .collection(collections.posts)
    .where('publicationId', '==', publication.id)
    .select('entities', 'forgottenAt');
  for await (const page of pages(view, posts)) {
    const kept = page.flatMap((document) => {
      const { entities, forgottenAt } = document.data() as Pick<LedgerDocument, 'entities' | 'forgottenAt'>;
      if (forgottenAt !== undefined) return [];
      if (entities === undefined) withoutEntities += 1;
      return entities === undefined
        ? []
        : [{ postId: document.id, publication: '', entities: decodeEntities(entities) }];
    });
    sum.add(kept);
    read += page.length;
    onProgress(`${read} posts read`);
  }
  const counted = new Map<string, number>();
  const entities = publication.collection(collections.entities).select('count');
  for await (const page of pages(view, entities))
    for (const document of page) counted.set(document.id, Number(document.get('count')));
  return { sum, withoutEntities, counted, articles };
}

async function* pages(view: Transaction, query: Query): AsyncGenerator<readonly QueryDocumentSnapshot[]> {
  const ordered = query.orderBy(FieldPath.documentId()).limit(PAGE);
  let after: QueryDocumentSnapshot | undefined;
  for (;;) {
    const { docs } = await view.get(after === undefined ? ordered : ordered.startAfter(after));
    if (docs.length > 0) yield docs;
    after = docs.at(-1);
    if (docs.length < PAGE) return;
  }
}
