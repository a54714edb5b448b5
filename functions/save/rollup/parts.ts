/**
 * Tables in Firestore: reads the chunks of a part, and replaces a part together with the document that refers
 * to it.
 */
import {
  type DocumentReference,
  type DocumentSnapshot,
  FieldPath,
  FieldValue,
  type Firestore,
  Timestamp,
  type WriteBatch,
} from '@google-cloud/firestore';
import type { Reads } from '../../common/cloud/moment.ts';
import {
  type ChunkDocument,
  collections,
  type Part,
  type Written,
} from '../../common/domain/store/documents.ts';
import { type Column, emptyTable, type Table } from '../../common/domain/store/table.ts';
import { decodeColumns, decodeTable, encodeTable } from '../../common/domain/store/table-codec.ts';
import type { Runtime } from '../../common/process/runtime.ts';

/** A commit with chunks stays below this: the emulator takes 4 MiB. */
const MAX_COMMIT_BYTES = 3_300_000;
/** Chunks that no document refers to yet expire after this time. */
const UNREFERRED_MS = 24 * 60 * 60 * 1_000;

export interface PartStore {
  readonly firestore: Firestore;
  readonly runtime: Runtime;
}

/** The references of a part's chunks. */
function chunksOf(firestore: Firestore, { run, chunks }: Pick<Part, 'run' | 'chunks'>) {
  const collection = firestore.collection(collections.rollups);
  return Array.from({ length: chunks }, (_, index) => collection.doc(`${run}-${index}`));
}

/**
 * Reads the table of a part; without a part it is empty.
 * @throws Error when a chunk is missing
 */
export async function readPart({ firestore }: PartStore, at: Reads, part: Part | undefined): Promise<Table> {
  if (part === undefined) return emptyTable;
  const snapshots = await at.getAll(...chunksOf(firestore, part));
  return decodeTable(snapshots.map(dataOf));
}

/**
 * Reads the columns of a part, all of which are in its first chunk, without its rows.
 * @throws Error when the chunk is missing
 */
export async function readColumns(
  { firestore }: PartStore,
  at: Reads,
  { run }: Part,
): Promise<readonly Column[]> {
  const snapshots = await at.getAll(...chunksOf(firestore, { run, chunks: 1 }));
  return snapshots.map(dataOf).flatMap(decodeColumns);
}

function dataOf(snapshot: DocumentSnapshot): Uint8Array {
  const data: unknown = snapshot.get('data');
  if (!(data instanceof Uint8Array))
    throw new Error(`the chunk ${snapshot.ref.path} of a roll-up is missing`);
  return data;
}

export interface Replacement {
  /** The name of the table, for people. */
  readonly of: string;
  readonly table: Table;
  /** The moment of the counts in the table. */
  readonly readAt: Timestamp;
  /** The part that it replaces. */
  readonly old: Part | undefined;
  /**
   * Adds to the batch the write that makes the document refer to the part. Its precondition must fail once
   * the document no longer refers to the old part. Further writes of the same commit are added here too.
   */
  readonly refer: (batch: WriteBatch, part: Part) => void;
}

/**
 * Writes a table and makes its document refer to it. The same commit deletes the old chunks; reads of an
 * earlier moment still find them.
 * @returns the part, and when it was written
 * @throws a conflict when the referring document, or anything else under a precondition, has changed since it
 *   was read
 */
export async function replacePart(
  { firestore, runtime }: PartStore,
  { of, table, readAt, old, refer }: Replacement,
): Promise<{ readonly part: Part; readonly writtenAt: Timestamp }> {
  const chunks = encodeTable(table);
  const sums = table.columns.reduce(
    (sum, { articles, changed, otherLanguage }) => ({
      articles: sum.articles + articles,
      changed: sum.changed + changed,
      otherLanguage: sum.otherLanguage + (otherLanguage ?? 0),
    }),
    { articles: 0, changed: 0, otherLanguage: 0 },
  );
  const run = runtime.chance.hex(15);
  const part: Part = {
    run,
    chunks: chunks.length,
    readAt,
    ...sums,
    names: table.rows.length,
    cut: table.cut,
  };
  const references = chunksOf(firestore, part);
  const batch = firestore.batch();
  refer(batch, part);
  const isOneCommit = chunks.reduce((bytes, { length }) => bytes + length, 0) <= MAX_COMMIT_BYTES;
  for (const [index, reference] of references.entries()) {
    const chunk: ChunkDocument = { data: chunks[index] ?? Buffer.alloc(0), of };
    if (isOneCommit) {
      batch.create(reference, chunk);
      continue;
    }
    await reference.create({ ...chunk, expireAt: Timestamp.fromMillis(runtime.clock.now() + UNREFERRED_MS) });
    const referred: Partial<Written<ChunkDocument>> = { expireAt: FieldValue.delete() };
    batch.update(reference, referred);
  }
  if (old !== undefined) deletePart(firestore, batch, old);
  const [first] = await batch.commit();
  if (first === undefined) throw new Error('Firestore did not say when it wrote');
  return { part, writtenAt: first.writeTime };
}

/** Deletes the chunks of a part. The same commit must remove the reference to it. */
export function deletePart(firestore: Firestore, batch: WriteBatch, part: Part): void {
  for (const reference of chunksOf(firestore, part)) batch.delete(reference);
}

/**
 * Sets one part, by its id, in a document that refers to parts. Creates the document if there was none.
 * Otherwise updates it, under the precondition that it has not changed since it was read.
 * @param whole the document to create
 * @param place the path of the part, as field names
 */
export function setPart(
  batch: WriteBatch,
  reference: DocumentReference,
  version: Timestamp | undefined,
  whole: object,
  place: readonly [string, string],
  part: Part,
): void {
  if (version === undefined) batch.create(reference, whole);
  else batch.update(reference, new FieldPath(...place), part, { lastUpdateTime: version });
}
