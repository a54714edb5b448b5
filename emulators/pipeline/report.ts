/** The counts, read back from Firestore. */
import type { Firestore } from '@google-cloud/firestore';
import { countsOfDays, type NameCount, namesOf } from '../../functions/common/domain/store/day-counts.ts';
import { collections, type DayDocument } from '../../functions/common/domain/store/documents.ts';
import { printable } from '../../functions/common/process/printable.ts';

export interface PublicationReport {
  readonly id: string;
  readonly name: string;
  readonly articles: number;
  /** The most mentioned first. */
  readonly names: readonly NameCount[];
}

/**
 * Adds up the days of every publication.
 * @param most how many names of each
 * @returns the publication with the most articles first
 */
export async function readCounts(firestore: Firestore, most: number): Promise<PublicationReport[]> {
  const { docs } = await firestore.collection(collections.days).get();
  const byPublication = Map.groupBy(
    docs.map((document) => document.data() as DayDocument),
    ({ publication }) => publication,
  );
  return [...byPublication]
    .map(([id, days]): PublicationReport => {
      const counts = countsOfDays(days);
      const names = namesOf(counts).sort((a, b) => b.mentions - a.mentions || (a.key < b.key ? -1 : 1));
      return { id, name: counts.name, articles: counts.articles, names: names.slice(0, most) };
    })
    .sort((a, b) => b.articles - a.articles || (a.id < b.id ? -1 : 1));
}

/**
 * The counts for people: a heading, then a line a publication, and one for its names. Without counts it is
 * empty. The names are printable.
 * @param most how much is shown
 */
export function formatCounts(
  reports: readonly PublicationReport[],
  most: { readonly publications: number; readonly names: number },
): string {
  if (reports.length === 0) return '';
  const shown = reports.slice(0, most.publications);
  const lines = shown.flatMap(({ name, articles, names }) => [
    `${printable(name)}: ${articles} ${articles === 1 ? 'article' : 'articles'}`,
    `  ${names
      .slice(0, most.names)
      .map(({ text, mentions }) => `${printable(text.replace(/\s+/g, ' '))} ${mentions}`)
      .join(' · ')}`,
  ]);
  const others = reports.length - shown.length;
  if (others > 0)
    lines.push(`… and ${others} more ${others === 1 ? 'publication' : 'publications'}; --json prints all`);
  return `The publications with most articles, and the mentions of their most mentioned names:\n${lines.join('\n')}\n`;
}
