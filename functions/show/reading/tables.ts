/**
 * Reads tables of roll-ups. Chunks never change, so they are kept while there is room. They stay compressed:
 * a table takes twenty times as much memory, and the results made from it are kept separately.
 */
import type { Firestore } from '@google-cloud/firestore';
import { LRUCache } from 'lru-cache';
import type { Reads } from '../../common/cloud/moment.ts';
import type { ChunkDocument, Part } from '../../common/domain/store/documents.ts';
import type { Column, Table } from '../../common/domain/store/table.ts';
import { decodeColumns, decodeTable } from '../../common/domain/store/table-codec.ts';
import { chunkOf } from './queries.ts';

/** A part as far as an answer may read it: the first chunks have the first ranks. */
export interface CappedPart<Source extends Part = Part> {
  readonly part: Source;
  readonly chunks: number;
}

export interface ReadTable {
  readonly table: Table;
  /** How many of its names are in chunks that were not read. */
  readonly missing: number;
}

export interface Tables {
  /** Reads a table as of a moment at which something refers to it. */
  readonly read: (at: Reads, capped: CappedPart) => Promise<ReadTable>;
  /** Reads the columns of tables, all of which are in the first chunk of each. */
  readonly columns: (at: Reads, parts: readonly Part[]) => Promise<readonly (readonly Column[])[]>;
}

const MAX_KEPT_BYTES = 64_000_000;
/** A chunk has up to 800 kB: more of them at once would take much memory. */
const CHUNKS_AT_A_TIME = 12;

/** Makes the reader. */
export function createTables(firestore: Firestore): Tables {
  const kept = new LRUCache<string, Uint8Array>({
    max: 10_000,
    maxSize: MAX_KEPT_BYTES,
    sizeCalculation: ({ length }) => length + 200,
  });
  const chunksOf = async (at: Reads, some: readonly ChunkPlace[]): Promise<readonly Uint8Array[]> => {
    const names = some.map(({ run, index }) => `${run}-${index}`);
    const found = new Map(names.map((name) => [name, kept.get(name)]));
    const absent = some.filter((_, n) => found.get(names[n] ?? '') === undefined);
    if (absent.length > 0) {
      const snapshots = await at.getAll(...absent.map(({ run, index }) => chunkOf(firestore, run, index)));
      for (const snapshot of snapshots) {
        const chunk = snapshot.data() as ChunkDocument | undefined;
        if (chunk === undefined) throw new Error(`the roll-up ${snapshot.ref.path} is missing`);
        found.set(snapshot.id, chunk.data);
        kept.set(snapshot.id, chunk.data);
      }
    }
    return names.flatMap((name) => found.get(name) ?? []);
  };
  return {
    async read(at, { part, chunks }) {
      const places = Array.from({ length: chunks }, (_, index) => ({ run: part.run, index }));
      const table = decodeTable(await chunksOf(at, places));
      return { table, missing: Math.max(0, part.names - table.rows.length) };
    },
    async columns(at, parts) {
      const columns: (readonly Column[])[] = [];
      for (let from = 0; from < parts.length; from += CHUNKS_AT_A_TIME) {
        const some = parts.slice(from, from + CHUNKS_AT_A_TIME);
        const chunks = await chunksOf(
          at,
          some.map(({ run }) => ({ run, index: 0 })),
        );
        columns.push(...chunks.map(decodeColumns));
      }
      return columns;
    },
  };
}

interface ChunkPlace {
  readonly run: string;
  readonly index: number;
}

/**
 * Keeps the reads of an answer within bounds: where there are too many chunks, the last ones of the longest
 * tables are left out, which hold the names of the lowest ranks.
 * @returns undefined when there are more tables than chunks may be read
 */
export function capped<Source extends Part>(
  parts: readonly Source[],
  budget: number,
): readonly CappedPart<Source>[] | undefined {
  if (parts.length > budget) return undefined;
  const total = (cap: number): number => parts.reduce((sum, { chunks }) => sum + Math.min(chunks, cap), 0);
  let cap = parts.reduce((most, { chunks }) => Math.max(most, chunks), 1);
  while (cap > 1 && total(cap) > budget) cap -= 1;
  return parts.map((part) => ({ part, chunks: Math.min(part.chunks, cap) }));
}
