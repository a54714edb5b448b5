/** The counts, read back from Firestore. */
import type { Firestore } from '@google-cloud/firestore';
import {
  collections,
  type EntityDocument,
  type PublicationDocument,
} from '../../functions/common/domain/collections.ts';
import type { Entity } from '../../functions/common/domain/post.ts';

export interface PublicationReport {
  readonly id: string;
  readonly name: string;
  readonly articleCount: number;
  /** The most frequent first. */
  readonly entities: readonly Entity[];
}

/** Publications whose entities are read at the same time. */
const PARALLEL_READS = 8;

/**
 * Reads every publication, the one with the most articles first, with its most frequent entities.
 * @param most how many entities of each
 */
export async function readCounts(firestore: Firestore, most: number): Promise<PublicationReport[]> {
  const { docs } = await firestore.collection(collections.publications).orderBy('articleCount', 'desc').get();
  const reports: PublicationReport[] = [];
  for (let from = 0; from < docs.length; from += PARALLEL_READS) {
    const some = docs.slice(from, from + PARALLEL_READS).map(async (document): Promise<PublicationReport> => {
      const { name, articleCount } = document.data() as PublicationDocument;
      const top = await document.ref
        .collection(collections.entities)
        .orderBy('count', 'desc')
        .orderBy('key')
        .limit(most)
        .get();
      const entities = top.docs.map((entity) => {
        const { type, text, count } = entity.data() as EntityDocument;
        return { type, text, count };
      });
      return { id: document.id, name, articleCount, entities };
    });
    reports.push(...(await Promise.all(some)));
  }
  return reports;
}

/** The counts for people: a line a publication, and one for its entities. */
export function formatCounts(reports: readonly PublicationReport[], entitiesShown: number): string {
  const lines = reports.flatMap(({ name, articleCount, entities }) => [
    `${name}: ${articleCount} ${articleCount === 1 ? 'article' : 'articles'}`,
    `  ${entities
      .slice(0, entitiesShown)
      .map(({ text, count }) => `${text.replace(/\s+/g, ' ')} ${count}`)
      .join(' · ')}`,
  ]);
  return `${lines.join('\n')}\n`;
}
