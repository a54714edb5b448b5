/**
 * Reads tables of roll-ups. Chunks never change, so they are kept for as long as there is room, compressed as
 * they come: a table takes twenty times as much memory, and what is made of it is kept by itself.
 */
import type { Firestore } from '@google-cloud/firestore';
import { LRUCache } from 'lru-cache';
import type { Reads } from '../../common/cloud/moment.ts';
import type { ChunkDocument, Part } from '../../common/domain/store/documents.ts';
import type { Table } from '../../common/domain/store/table.ts';
import { decodeTable } from '../../common/domain/store/table-codec.ts';
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
}

const MAX_KEPT_BYTES = 64_000_000;

/** Makes the reader. */
export function createTables(firestore: Firestore): Tables {
  const kept = new LRUCache<string, Uint8Array>({
    max: 10_000,
    maxSize: MAX_KEPT_BYTES,
    sizeCalculation: ({ length }) => length + 200,
  });
  return {
    async read(at, { part, chunks }) {
      const names = Array.from({ length: chunks }, (_, index) => `${part.run}-${index}`);
      const found = names.map((name) => kept.get(name));
      const absent = [...found.keys()].filter((index) => found[index] === undefined);
      if (absent.length > 0) {
        const references = absent.map((index) => chunkOf(firestore, part.run, index));
        const snapshots = await at.getAll(...references);
        for (const [n, index] of absent.entries()) {
          const snapshot = snapshots[n];
          const chunk = snapshot?.data() as ChunkDocument | undefined;
          if (chunk === undefined) throw new Error(`the roll-up ${snapshot?.ref.path} is missing`);
          found[index] = chunk.data;
          kept.set(names[index] ?? '', chunk.data);
        }
      }
      const table = decodeTable(found.filter((chunk) => chunk !== undefined));
      return { table, missing: Math.max(0, part.names - table.rows.length) };
    },
  };
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
