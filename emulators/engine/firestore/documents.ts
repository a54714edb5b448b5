/**
 * The documents of one database by path, their size, and the retention of their past. `versions.ts` decides
 * how one document keeps its present and its past.
 *
 * Time is counted in microseconds and never repeats: each commit has a moment of its own, later than every
 * moment at which something was read. So two reads at one moment always agree.
 *
 * Versions are kept for an hour, as the documented service does, or until all of them are larger than
 * `historyBytes`: then the oldest go.
 */
import { failedPrecondition, invalid } from '../engine-error.ts';
import { fieldsIn, packed } from './content.ts';
import { documentPath, type FieldPath, valueAt } from './paths.ts';
import { valueBytes } from './sizes.ts';
import { type FieldMap, microsOf } from './value.ts';
import { type StoredDocument, sizeOf, type Version } from './versions.ts';

/** The number and size of the documents and versions in memory. */
export interface Holdings {
  /** Those that only have versions included. */
  readonly documents: number;
  readonly documentBytes: number;
  readonly versions: number;
  readonly historyBytes: number;
  /** Of the indexes that queries made. */
  readonly indexEntries: number;
}

export interface TimeToLive {
  readonly collectionId: string;
  readonly path: FieldPath;
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
  readonly timeToLive: readonly TimeToLive[];
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
  /** A moment for a commit. */
  readonly nextMoment: () => number;
  /** A moment at which to read; with `asked`, that one if it can be read still. */
  readonly readMoment: (asked?: number) => number;
  /** Keeps the values that a commit replaced, once the document has its new state. */
  readonly keep: (document: StoredDocument, version: Version) => void;
  /** Drops versions that are too old. */
  readonly prune: () => void;
  /** Drops a document that neither exists nor has versions. */
  readonly forget: (document: StoredDocument) => void;
  /** Calls back for each document dropped. */
  readonly onForget: (listener: () => void) => void;
  readonly holdings: () => Omit<Holdings, 'indexEntries'>;
  /** Documents whose time to live was over at a moment. */
  readonly expired: (moment: number) => readonly StoredDocument[];
  /** Takes a document in as it was stored. */
  readonly load: (
    path: string,
    stored: { readonly fields: FieldMap; readonly createTime: number; readonly updateTime: number },
  ) => void;
  /** The size of all documents. */
  readonly bytes: () => number;
  readonly addBytes: (bytes: number) => void;
}

const HISTORY_MICROS = 3_600 * 1e6;
/** The heap that a version, and each path in it, takes besides the values (measured with V8 of Node 24). */
const VERSION_BYTES = 300;
const STEP_BYTES = 200;

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

  const expiryPaths = new Map(options.timeToLive.map(({ collectionId, path }) => [collectionId, path]));

  const expiryOf = ({ content, collectionId }: StoredDocument): number => {
    const path = expiryPaths.get(collectionId);
    const time = content && path && valueAt(fieldsIn(content), path);
    const isTime = time !== null && typeof time === 'object' && 'kind' in time && time.kind === 'timestamp';
    return isTime ? microsOf(time) : Number.POSITIVE_INFINITY;
  };
  const pack = (document: StoredDocument): void => {
    if (document.content !== undefined) document.content = packed(document.content);
  };

  const forget = (document: StoredDocument): void => {
    if (document.content !== undefined || document.versions.length > 0) return;
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
      if (entry.document.versions.length === 0) pack(entry.document);
      forget(entry.document);
    }
    if (firstKept > history.length / 2) {
      history = history.slice(firstKept);
      firstKept = 0;
    }
  };

  const open = (path: string): StoredDocument => {
    const known = byPath.get(path);
    if (known !== undefined) return known;
    const place = documentPath(path);
    const document: StoredDocument = {
      ...place,
      content: undefined,
      createTime: 0,
      updateTime: 0,
      bytes: 0,
      expiresAt: Number.POSITIVE_INFINITY,
      versions: [],
    };
    byPath.set(path, document);
    const siblings = byParent.get(place.parent);
    if (siblings === undefined) byParent.set(place.parent, new Map([[path, document]]));
    else siblings.set(path, document);
    return document;
  };
  const passed = (moment: number): void => {
    last = Math.max(last, moment);
    oldest = Math.max(oldest, moment);
  };

  return {
    options,
    get: (path) => byPath.get(path),
    open,
    inCollection: (parent) => byParent.get(parent)?.values() ?? [],
    collections: () => byParent.keys(),
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
      // An array that is pushed to has room for 17: most documents have one version of one step.
      version.undo = version.undo.slice();
      if (document.versions.length === 0) document.versions = [version];
      else document.versions.push(version);
      document.expiresAt = expiryOf(document);
      // After a change of single fields more of them are likely.
      if (version.undo.every((step) => 'whole' in step)) pack(document);
      const size = version.undo.reduce(
        (sum, step) => sum + ('whole' in step ? version.bytes : STEP_BYTES + valueBytes(step.value ?? null)),
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
    holdings: () => ({
      documents: byPath.size,
      documentBytes: bytes,
      versions: history.length - firstKept,
      historyBytes,
    }),
    expired: (moment) =>
      [...byParent.values()].flatMap((siblings) =>
        [...siblings.values()].filter(({ expiresAt }) => expiresAt <= moment),
      ),
    load(path, { fields, createTime, updateTime }) {
      const document = open(path);
      Object.assign(document, { content: fields, createTime, updateTime });
      document.bytes = sizeOf(document);
      bytes += document.bytes;
      document.expiresAt = expiryOf(document);
      pack(document);
      passed(updateTime);
    },
    bytes: () => bytes,
    addBytes(added) {
      bytes += added;
    },
  };
}
