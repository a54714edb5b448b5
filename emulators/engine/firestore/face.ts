/**
 * Firestore's gRPC interface, as far as the pipeline uses it. Translates requests for the database, and its
 * results into responses. Decides nothing by itself.
 */
import type { google } from '@google-cloud/firestore-api/protos';
import type { UntypedServiceImplementation } from '@grpc/grpc-js';
import { invalid, unimplemented } from '../engine-error.ts';
import type { Sized } from '../grpc/definitions.ts';
import { type Settled, streamed, unary } from '../grpc/handlers.ts';
import { numberOf, type WireTimestamp, wireTimestamp } from '../grpc/wire-types.ts';
import type { Committed } from './commit.ts';
import type { DocumentDatabase } from './database.ts';
import { DOCUMENT_NAME, type FieldPath, parseFieldPath, valueAt } from './paths.ts';
import { below } from './query.ts';
import { limits } from './sizes.ts';
import { type FieldMap, microsOf, type Value } from './value.ts';
import type { DocumentState } from './versions.ts';
import {
  pathIn,
  readWrite,
  type WireMask,
  type WireWrite,
  writeDocument,
  writeOutcome,
  writeValue,
} from './wire.ts';
import { readAggregation, readQuery, selectedPaths } from './wire-query.ts';

type TransactionOptions = google.firestore.v1.ITransactionOptions;

/** When to read, as each request for a read may say. */
interface Consistency {
  readonly readTime?: WireTimestamp | null;
  readonly transaction?: Uint8Array | string | null;
  readonly newTransaction?: TransactionOptions | null;
}

interface WritesRequest {
  readonly database?: string | null;
  readonly writes?: readonly WireWrite[] | null;
  readonly transaction?: Uint8Array | string | null;
}

type BatchGetRequest = google.firestore.v1.IBatchGetDocumentsRequest;
type RunQueryRequest = google.firestore.v1.IRunQueryRequest;
type AggregationRequest = google.firestore.v1.IRunAggregationQueryRequest;
type ListRequest = google.firestore.v1.IListDocumentsRequest;

const MOST_LISTED = 300;
const ROOT = /^projects\/[^/]+\/databases\/[^/]+(?=$|\/documents(?:$|\/))/;

export interface FirestoreFaceOptions {
  /** The database of a root such as `projects/p/databases/d/documents/`; made when it is first asked for. */
  readonly databaseOf: (root: string) => DocumentDatabase;
  /** Called with the documents that a commit changed. */
  readonly changed: (database: DocumentDatabase, documents: Committed['changed']) => void;
  readonly settled: Settled;
}

export function firestoreFace({
  databaseOf,
  changed,
  settled,
}: FirestoreFaceOptions): UntypedServiceImplementation {
  const open = (name: string | null | undefined): DocumentDatabase => {
    const [root] = ROOT.exec(name ?? '') ?? [];
    if (root === undefined) throw invalid(`${JSON.stringify(name ?? '')} names no database.`);
    return databaseOf(`${root}/documents/`);
  };

  const readWrites = (database: DocumentDatabase, { message, bytes }: Sized<WritesRequest>) => {
    if (bytes > limits.requestBytes)
      throw invalid(`The request has ${bytes} bytes, of ${limits.requestBytes} that Firestore allows.`);
    return (message.writes ?? []).map((write) => readWrite(database.root, write));
  };

  return {
    commit: unary(settled, (request: Sized<WritesRequest>) => {
      if (request.message.transaction?.length) throw unimplemented('A transaction that writes');
      const database = open(request.message.database);
      const outcome = database.commit(readWrites(database, request));
      changed(database, outcome.changed);
      return {
        writeResults: outcome.writes.map(writeOutcome),
        commitTime: wireTimestamp(outcome.commitTime),
      };
    }),
    batchWrite: unary(settled, (request: Sized<WritesRequest>) => {
      const database = open(request.message.database);
      const outcomes = database.writeEach(readWrites(database, request));
      for (const outcome of outcomes) if ('commitTime' in outcome) changed(database, outcome.changed);
      return {
        writeResults: outcomes.map((outcome) =>
          'code' in outcome
            ? {}
            : writeOutcome(outcome.writes[0] ?? { updateTime: undefined, transformResults: [] }),
        ),
        status: outcomes.map((outcome) => ('code' in outcome ? outcome : { code: 0 })),
      };
    }),
    beginTransaction: unary(
      settled,
      ({ message }: Sized<{ readonly database?: string; readonly options?: TransactionOptions | null }>) => ({
        transaction: begin(open(message.database), message.options),
      }),
    ),
    // A read-only transaction holds no locks.
    rollback: unary(settled, () => ({})),
    batchGetDocuments: streamed(settled, ({ message }: Sized<BatchGetRequest>) => {
      const database = open(message.database);
      const { moment, begun } = momentOf(database, message);
      const mask = pathsOf(message.mask);
      const readTime = wireTimestamp(moment);
      return (message.documents ?? []).map((name, index) => {
        const snapshot = database.get(pathIn(database.root, name), moment);
        return {
          ...(index === 0 && begun),
          ...(snapshot === undefined ? { missing: name } : { found: masked(database, snapshot, mask) }),
          readTime,
        };
      });
    }),
    runQuery: streamed(settled, ({ message }: Sized<RunQueryRequest>) => {
      const database = open(message.parent);
      const { moment, begun } = momentOf(database, message);
      const wire = message.structuredQuery ?? {};
      const found = database.query(readQuery(parentOf(database, message.parent), wire), moment);
      const mask = selectedPaths(wire);
      const readTime = wireTimestamp(moment);
      const answers: object[] = found.map((snapshot) => ({
        document: masked(database, snapshot, mask),
        readTime,
      }));
      return begun === undefined && answers.length > 0 ? answers : [{ ...begun, readTime }, ...answers];
    }),
    runAggregationQuery: streamed(settled, ({ message }: Sized<AggregationRequest>) => {
      const database = open(message.parent);
      const { moment, begun } = momentOf(database, message);
      const { structuredQuery, aggregations } = message.structuredAggregationQuery ?? {};
      const query = readQuery(parentOf(database, message.parent), structuredQuery ?? {});
      const results = database.aggregate(query, (aggregations ?? []).map(readAggregation), moment);
      return [
        { result: { aggregateFields: wireFields(results) }, readTime: wireTimestamp(moment), ...begun },
      ];
    }),
    listDocuments: unary(settled, ({ message }: Sized<ListRequest>) => {
      const database = open(message.parent);
      const { moment } = momentOf(database, message);
      const collection = below(parentOf(database, message.parent), message.collectionId ?? '');
      const all = database.list(collection, message.showMissing ?? false, moment);
      const { page, nextPageToken } = pageOf(all, message);
      const mask = pathsOf(message.mask);
      return {
        documents: page.map((one) =>
          typeof one === 'string' ? { name: database.root + one } : masked(database, one, mask),
        ),
        nextPageToken,
      };
    }),
    listCollectionIds: unary(settled, ({ message }: Sized<ListRequest>) => {
      const database = open(message.parent);
      const { moment } = momentOf(database, message);
      const { page, nextPageToken } = pageOf(
        database.collectionIds(parentOf(database, message.parent), moment),
        message,
      );
      return { collectionIds: page, nextPageToken };
    }),
  };
}

/** A read-only transaction is the moment at which it reads. */
function begin(database: DocumentDatabase, options: TransactionOptions | null | undefined): Buffer {
  if (!options?.readOnly) throw unimplemented('A transaction that writes');
  return Buffer.from(String(database.readMoment(readTimeOf(options.readOnly.readTime))));
}

function momentOf(
  database: DocumentDatabase,
  { readTime, transaction, newTransaction }: Consistency,
): { readonly moment: number; readonly begun: { readonly transaction: Buffer } | undefined } {
  const begun = newTransaction ? { transaction: begin(database, newTransaction) } : undefined;
  const named = begun?.transaction ?? transaction;
  const asked = named?.length ? Number(Buffer.from(named).toString()) : readTimeOf(readTime);
  if (Number.isNaN(asked)) throw invalid('There is no such transaction.');
  return { moment: database.readMoment(asked), begun };
}

function readTimeOf(time: WireTimestamp | null | undefined): number | undefined {
  if (!time) return undefined;
  return microsOf({ seconds: numberOf(time.seconds), nanos: time.nanos ?? 0 });
}

/** The path of a parent below its database; empty for the database itself. */
function parentOf({ root }: DocumentDatabase, name: string | null | undefined): string {
  return (name ?? '').slice(root.length);
}

function pathsOf(mask: WireMask | null | undefined): readonly FieldPath[] | undefined {
  return mask ? (mask.fieldPaths ?? []).map(parseFieldPath) : undefined;
}

/** A document with the fields asked for. */
function masked(
  { root }: DocumentDatabase,
  snapshot: DocumentState,
  mask: readonly FieldPath[] | undefined,
): object {
  if (mask === undefined) return writeDocument(root, snapshot, snapshot.fields);
  const fields: FieldMap = new Map();
  for (const path of mask) {
    const value = path[0] === DOCUMENT_NAME ? undefined : valueAt(snapshot.fields, path);
    if (value !== undefined) copyTo(fields, path, value);
  }
  return writeDocument(root, snapshot, fields);
}

function copyTo(fields: FieldMap, path: FieldPath, value: Value): void {
  let map = fields;
  for (const name of path.slice(0, -1)) {
    const inner = map.get(name);
    const next: FieldMap = inner instanceof Map ? inner : new Map();
    map.set(name, next);
    map = next;
  }
  map.set(path.at(-1) ?? '', value);
}

function wireFields(results: ReadonlyMap<string, Value>): Record<string, object> {
  return Object.fromEntries([...results].map(([name, value]) => [name, writeValue(value)]));
}

function pageOf<Item>(
  all: readonly Item[],
  { pageSize, pageToken }: ListRequest,
): { readonly page: readonly Item[]; readonly nextPageToken: string } {
  const from = Number(pageToken || 0);
  const to = from + (pageSize || MOST_LISTED);
  return { page: all.slice(from, to), nextPageToken: to < all.length ? String(to) : '' };
}
