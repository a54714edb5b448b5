/**
 * The documents of one database, as they are and as they were.
 *
 * A document holds its present fields, and behind them the versions before: of each only what a commit
 * replaced, so that a counter with ten thousand names does not become ten thousand names a commit. A read of
 * the past undoes versions, newest first, on a copy.
 *
 * Time is counted in microseconds and never repeats: each commit has a moment of its own, later than every
 * moment at which something was read. So two reads at one moment always agree.
 *
 * Versions are kept for an hour, as the documented service does, or until all of them are larger than
 * `historyBytes`: then the oldest go.
 */
import { failedPrecondition, invalid } from '../engine-error.ts';
import { type DocumentPath, documentPath, type FieldPath } from './paths.ts';
import { documentBytes, valueBytes } from './sizes.ts';
import type { FieldMap, Value } from './value.ts';

/** One step back: the fields as a whole, or the value at one path. */
export type Undo =
  | { readonly whole: FieldMap | undefined }
  | { readonly path: FieldPath; readonly value: Value | undefined };

/** What a document was before a commit. */
export interface Version {
  readonly createTime: number;
  readonly updateTime: number;
  readonly bytes: number;
  /** The commit that ended it. */
  until: number;
  /** In the order in which the changes were made. */
  readonly undo: Undo[];
}

export interface StoredDocument extends DocumentPath {
  /** Undefined while the document does not exist. */
  fields: FieldMap | undefined;
  createTime: number;
  updateTime: number;
  /** Its size; 0 while it does not exist. */
  bytes: number;
  /** Oldest first. */
  readonly versions: Version[];
}

/** A document at one moment. Its fields change with the next commit: read what is needed at once. */
export interface DocumentState {
  readonly document: StoredDocument;
  readonly fields: FieldMap;
  readonly createTime: number;
  readonly updateTime: number;
}

export interface DatabaseOptions {
  /** The time of day, in milliseconds since 1970. */
  readonly now: () => number;
  /** The most bytes of old versions. */
  readonly historyBytes: number;
  /** The most bytes of documents; commits that add to more are refused. */
  readonly documentsBytes: number;
  /**
   * Whether Firestore indexes the fields of a collection by itself, so that its index entries are limited.
   */
  readonly isIndexed: (collectionId: string) => boolean;
}

export interface Documents {
  readonly options: DatabaseOptions;
  /** By path below the database. */
  readonly get: (path: string) => StoredDocument | undefined;
  /** The document, made without fields where there is none. */
  readonly open: (path: string) => StoredDocument;
  /** The documents of one collection, those that do not exist any more included. */
  readonly inCollection: (parent: string) => Iterable<StoredDocument>;
  /** The collections that there are or were. */
  readonly collections: () => Iterable<string>;
  /** Moments from now on are later than this one, which an engine before gave. */
  readonly passed: (moment: number) => void;
  /** A moment for a commit. */
  readonly nextMoment: () => number;
  /** A moment at which to read; with `asked`, that one if it can be read still. */
  readonly readMoment: (asked?: number) => number;
  /** Keeps what a commit replaced. */
  readonly keep: (document: StoredDocument, version: Version) => void;
  /** Drops versions that are too old. */
  readonly prune: () => void;
  /** Drops a document that neither exists nor has versions. */
  readonly forget: (document: StoredDocument) => void;
  /** Calls back for each document dropped. */
  readonly onForget: (listener: () => void) => void;
  /** What all documents have. */
  readonly bytes: () => number;
  readonly addBytes: (bytes: number) => void;
}

const HISTORY_MICROS = 3_600 * 1e6;
/** A version takes about so much beside the values in it. */
const VERSION_BYTES = 200;

export function createDocuments(options: DatabaseOptions): Documents {
  const byPath = new Map<string, StoredDocument>();
  const byParent = new Map<string, Map<string, StoredDocument>>();
  /** Oldest first, from `firstKept`. */
  let history: { readonly document: StoredDocument; readonly version: Version; readonly bytes: number }[] =
    [];
  let firstKept = 0;
  let historyBytes = 0;
  let bytes = 0;
  let last = options.now() * 1_000;
  /** Before it nothing can be read. */
  let oldest = last;
  let told = (): void => undefined;

  const present = (): number => Math.max(last, options.now() * 1_000);

  const forget = (document: StoredDocument): void => {
    if (document.fields !== undefined || document.versions.length > 0) return;
    byPath.delete(document.path);
    const siblings = byParent.get(document.parent);
    siblings?.delete(document.path);
    if (siblings?.size === 0) byParent.delete(document.parent);
    told();
  };

  const prune = (): void => {
    const expired = present() - HISTORY_MICROS;
    for (; firstKept < history.length; firstKept++) {
      const entry = history[firstKept];
      if (entry === undefined || (historyBytes <= options.historyBytes && entry.version.until > expired))
        break;
      historyBytes -= entry.bytes;
      oldest = Math.max(oldest, entry.version.until);
      entry.document.versions.shift();
      forget(entry.document);
    }
    if (firstKept > history.length / 2) {
      history = history.slice(firstKept);
      firstKept = 0;
    }
  };

  return {
    options,
    get: (path) => byPath.get(path),
    open(path) {
      const known = byPath.get(path);
      if (known !== undefined) return known;
      const place = documentPath(path);
      const document: StoredDocument = {
        ...place,
        fields: undefined,
        createTime: 0,
        updateTime: 0,
        bytes: 0,
        versions: [],
      };
      byPath.set(path, document);
      const siblings = byParent.get(place.parent);
      if (siblings === undefined) byParent.set(place.parent, new Map([[path, document]]));
      else siblings.set(path, document);
      return document;
    },
    inCollection: (parent) => byParent.get(parent)?.values() ?? [],
    collections: () => byParent.keys(),
    passed(moment) {
      last = Math.max(last, moment);
      oldest = Math.max(oldest, moment);
    },
    nextMoment() {
      last = Math.max(last + 1, options.now() * 1_000);
      return last;
    },
    readMoment(asked) {
      const now = present();
      if (asked === undefined) {
        last = now;
        return now;
      }
      if (asked > now) throw invalid('The read time is in the future.');
      if (asked < oldest)
        throw failedPrecondition(
          'The read time is too old: versions are kept for an hour, and fewer while much is written or since the engine was started.',
        );
      last = Math.max(last, asked);
      return asked;
    },
    keep(document, version) {
      document.versions.push(version);
      const size = version.undo.reduce(
        (sum, step) => sum + ('whole' in step ? version.bytes : valueBytes(step.value ?? null)),
        VERSION_BYTES,
      );
      history.push({ document, version, bytes: size });
      historyBytes += size;
      prune();
    },
    prune,
    forget,
    onForget(listener) {
      told = listener;
    },
    bytes: () => bytes,
    addBytes(added) {
      bytes += added;
    },
  };
}

/** A document at a moment; undefined when it did not exist then. */
export function snapshotAt(document: StoredDocument, moment: number): DocumentState | undefined {
  const { versions } = document;
  let { fields, createTime, updateTime } = document;
  let isCopy = false;
  for (let i = versions.length - 1; i >= 0; i--) {
    const version = versions[i];
    if (version === undefined || version.until <= moment) break;
    ({ createTime, updateTime } = version);
    for (const step of version.undo.toReversed()) {
      if ('whole' in step) {
        fields = step.whole;
        isCopy = false;
      } else if (fields !== undefined) {
        if (!isCopy) fields = copyOf(fields);
        isCopy = true;
        put(fields, step.path, step.value);
      }
    }
  }
  return fields === undefined ? undefined : { document, fields, createTime, updateTime };
}

/** Takes back, in place, what a version records. */
export function restore(document: StoredDocument, version: Version): void {
  for (const step of version.undo.toReversed()) {
    if ('whole' in step) document.fields = step.whole;
    else if (document.fields !== undefined) put(document.fields, step.path, step.value);
  }
  document.createTime = version.createTime;
  document.updateTime = version.updateTime;
  document.bytes = version.bytes;
}

/** Sets or removes what is at a path whose maps are there. */
export function put(fields: FieldMap, path: FieldPath, value: Value | undefined): void {
  let map = fields;
  for (const name of path.slice(0, -1)) {
    const inner = map.get(name);
    if (!(inner instanceof Map)) return;
    map = inner;
  }
  const name = path.at(-1) ?? '';
  if (value === undefined) map.delete(name);
  else map.set(name, value);
}

function copyOf(fields: FieldMap): FieldMap {
  return new Map(
    [...fields].map(([name, value]) => [name, value instanceof Map ? copyOf(value) : value] as const),
  );
}

/** The size of a document with these fields. */
export function sizeOf(document: StoredDocument): number {
  return document.fields === undefined ? 0 : documentBytes(document.path, document.fields);
}
