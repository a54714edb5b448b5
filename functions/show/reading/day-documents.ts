/**
 * Parses documents of days, each version once: the same version of a document always means the same.
 */
import type { QueryDocumentSnapshot, Timestamp } from '@google-cloud/firestore';
import { LRUCache } from 'lru-cache';
import { entityKey } from '../../common/domain/keys.ts';
import { entityTypes } from '../../common/domain/post.ts';
import { type CompactTable, compactOf } from '../../common/domain/store/compact-table.ts';
import { countsOfDays, namesOf } from '../../common/domain/store/day-counts.ts';
import type { DayDocument } from '../../common/domain/store/documents.ts';
import { versionOf } from './moments.ts';

export interface ReadDocument {
  readonly id: string;
  readonly day: string;
  readonly version: string;
  readonly updatedAt: Timestamp;
  readonly document: DayDocument;
  /** About how many bytes of memory it takes. */
  readonly size: number;
}

export interface DayReader {
  readonly read: (snapshot: QueryDocumentSnapshot) => ReadDocument;
}

/** The approximate memory that a name of a document takes. */
const BYTES_A_NAME = 100;
const MAX_KEPT_BYTES = 50_000_000;
const MAX_KEYS = 100_000;

/** Makes the reader. */
export function createDayReader(): DayReader {
  const kept = new LRUCache<string, ReadDocument>({
    max: 10_000,
    maxSize: MAX_KEPT_BYTES,
    sizeCalculation: ({ size }) => size,
  });
  return {
    read(snapshot) {
      const version = versionOf(snapshot.updateTime);
      const known = kept.get(`${snapshot.id} ${version}`);
      if (known !== undefined) return known;
      const document = snapshot.data() as DayDocument;
      const names = entityTypes.reduce((sum, type) => sum + Object.keys(document[type] ?? {}).length, 0);
      const read: ReadDocument = {
        id: snapshot.id,
        day: document.day,
        version,
        updatedAt: snapshot.updateTime,
        document,
        size: 1_000 + BYTES_A_NAME * names,
      };
      kept.set(`${snapshot.id} ${version}`, read);
      return read;
    },
  };
}

/** Keys of spellings: computing one takes some microseconds, and most names come again. */
const keys = new LRUCache<string, string>({ max: MAX_KEYS });

function keyOf(text: string): string {
  const known = keys.get(text);
  if (known !== undefined) return known;
  const key = entityKey(text);
  keys.set(text, key);
  return key;
}

/** All documents of one day of a publication as a table of one column. */
export function tableOfDay(documents: readonly ReadDocument[]): CompactTable {
  const counts = countsOfDays(documents.map(({ document }) => document));
  const updatedAt = documents.reduce((latest, one) => Math.max(latest, one.updatedAt.toMillis()), 0);
  const { name, articles, changed, otherLanguage } = counts;
  return compactOf({
    columns: [{ id: documents[0]?.day ?? '', name, articles, changed, otherLanguage, updatedAt }],
    rows: namesOf(counts, keyOf).map((one) => ({
      type: one.type,
      key: one.key,
      text: one.text,
      cells: [0, one.articles, one.mentions],
    })),
    cut: 0,
  });
}
