/**
 * Reads tables of roll-ups. Chunks never change, so they are kept while there is room. They stay compressed:
 * a table takes twenty times as much memory, and the results made from it are kept separately.
 */
import type { Firestore } from '@google-cloud/firestore';
import { LRUCache } from 'lru-cache';
import type { Reads } from '../../common/cloud/moment.ts';
import type { CompactTable } from '../../common/domain/store/compact-table.ts';
import type { ChunkDocument, Part } from '../../common/domain/store/documents.ts';
import type { Column } from '../../common/domain/store/table.ts';
import { decodeColumns, decodeCompact, type Inflate } from '../../common/domain/store/table-codec.ts';
import { chunkOf } from './queries.ts';

/** A part as far as an answer may read it: the first chunks have the first ranks. */
export interface CappedPart<Source extends Part = Part> {
  readonly part: Source;
  readonly chunks: number;
}

export interface ReadTable<Source extends Part = Part> {
  readonly part: Source;
  readonly table: CompactTable;
  /** How many of its names are in chunks that were not read. */
  readonly missing: number;
}

export interface Tables {
  /**
   * Reads tables as of a moment at which something refers to them, in their order. While one is used, the
   * next ones are fetched and decompressed.
   */
  readonly readAll: <Source extends Part>(
    at: Reads,
    parts: readonly CappedPart<Source>[],
  ) => AsyncIterable<ReadTable<Source>>;
  /** Reads the columns of tables, all of which are in the first chunk of each. */
  readonly columns: (at: Reads, parts: readonly Part[]) => Promise<readonly (readonly Column[])[]>;
}

const MAX_KEPT_BYTES = 64_000_000;
/** A chunk has up to 800 kB, and several times as much in memory: more of them at once would take much. */
const CHUNKS_AT_A_TIME = 12;

/** Makes the reader. */
export function createTables(firestore: Firestore, inflate: Inflate): Tables {
  const kept = new LRUCache<string, Uint8Array>({
    max: 10_000,
    maxSize: MAX_KEPT_BYTES,
    sizeCalculation: ({ length }) => length + 200,
  });
  /** The chunks that are being fetched; undefined where that failed. */
  const fetching = new Map<string, Promise<Uint8Array | undefined>>();

  const fetchChunks = async (at: Reads, some: readonly ChunkPlace[]): Promise<Chunks> => {
    if (some.length === 0) return new Map();
    const reading = readChunks(at, some);
    for (const place of some) {
      const chunk = reading.then((chunks) => chunks.get(nameOf(place))).catch(() => undefined);
      fetching.set(nameOf(place), chunk);
    }
    try {
      const chunks = await reading;
      for (const [name, chunk] of chunks) kept.set(name, chunk);
      return chunks;
    } finally {
      for (const place of some) fetching.delete(nameOf(place));
    }
  };
  const readChunks = async (at: Reads, some: readonly ChunkPlace[]): Promise<Chunks> => {
    const snapshots = await at.getAll(...some.map(({ run, index }) => chunkOf(firestore, run, index)));
    return new Map(
      snapshots.map((snapshot) => {
        const chunk = snapshot.data() as ChunkDocument | undefined;
        if (chunk === undefined) throw new Error(`the roll-up ${snapshot.ref.path} is missing`);
        return [snapshot.id, chunk.data];
      }),
    );
  };
  const chunksOf = async (at: Reads, some: readonly ChunkPlace[]): Promise<readonly Uint8Array[]> => {
    const shared = some.map((place) => kept.get(nameOf(place)) ?? fetching.get(nameOf(place)));
    const own = fetchChunks(
      at,
      some.filter((_, n) => shared[n] === undefined),
    );
    const [first, others] = await Promise.all([own, Promise.all(shared)]);
    const isMissing = (place: ChunkPlace, n: number): boolean =>
      others[n] === undefined && !first.has(nameOf(place));
    // A fetch of another request failed: it may have been of a moment that Firestore no longer has.
    const second = await fetchChunks(at, some.filter(isMissing));
    return some.flatMap(
      (place, n) => others[n] ?? first.get(nameOf(place)) ?? second.get(nameOf(place)) ?? [],
    );
  };
  const read = async <Source extends Part>(
    at: Reads,
    { part, chunks }: CappedPart<Source>,
  ): Promise<ReadTable<Source>> => {
    const places = Array.from({ length: chunks }, (_, index) => ({ run: part.run, index }));
    const table = await decodeCompact(await chunksOf(at, places), inflate);
    return { part, table, missing: Math.max(0, part.names - table.size) };
  };
  return {
    readAll: (at, parts) =>
      ahead(parts, { most: CHUNKS_AT_A_TIME, sizeOf: ({ chunks }) => chunks }, (one) => read(at, one)),
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

/**
 * Does work in order, and begins some of it ahead.
 * @param most how much is under way at a time, by `sizeOf`; a larger piece is alone
 */
async function* ahead<Item, Result>(
  items: readonly Item[],
  { most, sizeOf }: { readonly most: number; readonly sizeOf: (item: Item) => number },
  work: (item: Item) => Promise<Result>,
): AsyncGenerator<Result> {
  const begun: Promise<Result>[] = [];
  let underWay = 0;
  for (const [index, item] of items.entries()) {
    for (let next = items[index + begun.length]; next !== undefined; next = items[index + begun.length]) {
      if (begun.length > 0 && underWay + sizeOf(next) > most) break;
      underWay += sizeOf(next);
      const result = work(next);
      // It is awaited in its turn, or not at all where an earlier one fails.
      result.catch(() => undefined);
      begun.push(result);
    }
    const result = await begun.shift();
    underWay -= sizeOf(item);
    if (result !== undefined) yield result;
  }
}

type Chunks = ReadonlyMap<string, Uint8Array>;

interface ChunkPlace {
  readonly run: string;
  readonly index: number;
}

/** The id of the chunk's document. */
function nameOf({ run, index }: ChunkPlace): string {
  return `${run}-${index}`;
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
