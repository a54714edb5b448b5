/**
 * One Firestore database as a state machine: no I/O, no timers, and the clock passed in. The gRPC face calls
 * it, and so can a simulation.
 */
import { EngineError } from '../engine-error.ts';
import { type Aggregation, aggregate } from './aggregate.ts';
import { type Committed, commit, type Write } from './commit.ts';
import { createDocuments, type DatabaseOptions, type Holdings } from './documents.ts';
import { createLookup } from './lookup.ts';
import { below, type Query, runQuery } from './query.ts';
import { compareTexts, type Value } from './value.ts';
import { type DocumentState, type StoredDocument, snapshotAt } from './versions.ts';

export interface Refusal {
  readonly code: number;
  readonly message: string;
}

export interface DocumentDatabase {
  /** The prefix of a path in the name of a document: `projects/p/databases/d/documents/`. */
  readonly root: string;
  /** All writes or none. */
  readonly commit: (writes: readonly Write[]) => Committed;
  /** Each write by itself. */
  readonly writeEach: (writes: readonly Write[]) => readonly (Committed | Refusal)[];
  /** A moment to read at, in microseconds; with `asked`, that one if it can be read still. */
  readonly readMoment: (asked?: number) => number;
  readonly get: (path: string, moment: number) => DocumentState | undefined;
  readonly query: (query: Query, moment: number) => readonly DocumentState[];
  readonly aggregate: (
    query: Query,
    aggregations: readonly Aggregation[],
    moment: number,
  ) => ReadonlyMap<string, Value>;
  /** The ids of the collections right below a document, or below the database for an empty path. */
  readonly collectionIds: (parent: string, moment: number) => readonly string[];
  /**
   * Documents of a collection by path; with `showMissing` also paths of those that only have collections
   * below them.
   */
  readonly list: (
    collection: string,
    showMissing: boolean,
    moment: number,
  ) => readonly (DocumentState | string)[];
  /** Deletes documents whose time to live is over, and versions that are too old. */
  readonly expire: () => readonly StoredDocument[];
  /** Puts a document in as it was stored, without a version. */
  readonly load: (
    document: Pick<DocumentState, 'fields' | 'createTime' | 'updateTime'>,
    path: string,
  ) => void;
  readonly holdings: () => Holdings;
}

/** Opens a database that holds nothing yet. */
export function createDatabase(root: string, options: DatabaseOptions): DocumentDatabase {
  const documents = createDocuments(options);
  const lookup = createLookup(documents);
  documents.onForget(lookup.forget);
  const context = { documents, lookup, root };

  const apply = (writes: readonly Write[]): Committed => {
    const outcome = commit(documents, writes);
    lookup.note(outcome.changed);
    return outcome;
  };
  const query = (asked: Query, moment: number) => runQuery(context, asked, moment);

  return {
    root,
    commit: apply,
    writeEach: (writes) =>
      writes.map((write) => {
        try {
          return apply([write]);
        } catch (error) {
          if (error instanceof EngineError) return { code: error.code, message: error.message };
          throw error;
        }
      }),
    readMoment: documents.readMoment,
    get(path, moment) {
      const document = documents.get(path);
      return document && snapshotAt(document, moment);
    },
    query,
    aggregate: (asked, aggregations, moment) => aggregate(query(asked, moment), aggregations),
    collectionIds(parent, moment) {
      const prefix = parent === '' ? '' : `${parent}/`;
      const ids = new Set<string>();
      for (const collection of documents.collections()) {
        if (!collection.startsWith(prefix)) continue;
        const [id = ''] = collection.slice(prefix.length).split('/');
        if (!ids.has(id) && existsIn(documents.inCollection(collection), moment)) ids.add(id);
      }
      return [...ids].toSorted(compareTexts);
    },
    list(collection, showMissing, moment) {
      const found = new Map<string, DocumentState | string>();
      for (const document of documents.inCollection(collection)) {
        const snapshot = snapshotAt(document, moment);
        if (snapshot !== undefined) found.set(document.id, snapshot);
      }
      for (const inner of showMissing ? documents.collections() : []) {
        if (!inner.startsWith(`${collection}/`)) continue;
        const [id = ''] = inner.slice(collection.length + 1).split('/');
        if (!found.has(id) && existsIn(documents.inCollection(inner), moment))
          found.set(id, below(collection, id));
      }
      return [...found]
        .toSorted(([one], [other]) => compareTexts(one, other))
        .map(([, document]) => document);
    },
    expire() {
      documents.prune();
      const expired = documents.expired(options.now() * 1_000);
      return expired.flatMap(({ path }) => apply([{ path, isDelete: true, transforms: [] }]).changed);
    },
    load: (stored, path) => documents.load(path, stored),
    holdings: () => ({ ...documents.holdings(), indexEntries: lookup.entries() }),
  };
}

function existsIn(documents: Iterable<StoredDocument>, moment: number): boolean {
  for (const document of documents) if (snapshotAt(document, moment) !== undefined) return true;
  return false;
}
