/**
 * Finds the documents of a collection group that have, or had within the history, one value in a field. A
 * field's index is built when a query first asks for it, and updated with each commit from then on.
 *
 * An entry stays when its document changes, because a read of the past may need it. A query that meets an
 * entry that nothing can need any more removes it. The others are counted: at `MOST_LEFTOVERS` all indexes
 * are dropped, and the next query builds its own again.
 */
import { type Content, fieldsIn } from './content.ts';
import type { Documents } from './documents.ts';
import { DOCUMENT_NAME, type FieldPath, valueAt } from './paths.ts';
import { isArray, type Value } from './value.ts';
import { type StoredDocument, snapshotAt } from './versions.ts';

export interface Condition {
  readonly path: FieldPath;
  /** The value is one element of an array. */
  readonly isElement: boolean;
  /** One of these. */
  readonly values: readonly Value[];
}

export interface Lookup {
  /**
   * A superset of the documents that meet the condition now or met it within the history; undefined where
   * there is no index for it.
   */
  readonly find: (
    collectionId: string | undefined,
    condition: Condition,
  ) => Iterable<StoredDocument> | undefined;
  /** Takes note of documents that changed. */
  readonly note: (changed: readonly StoredDocument[]) => void;
  /** Takes note of a document that neither exists nor has versions any more. */
  readonly forget: () => void;
  /** How many entries the indexes have. */
  readonly entries: () => number;
}

/** Values that an index holds: texts and booleans, which cover what the pipeline asks for. */
type Key = string | boolean;

interface FieldIndex {
  readonly path: FieldPath;
  readonly isElement: boolean;
  readonly byKey: Map<Key, Set<StoredDocument>>;
}

/** Entries of documents that have another value by now, or are forgotten; a few megabytes. */
const MOST_LEFTOVERS = 10_000;

export function createLookup(documents: Documents): Lookup {
  const byCollection = new Map<string, Map<string, FieldIndex>>();
  let leftovers = 0;

  const leave = (entries: number): void => {
    leftovers += entries;
    if (leftovers < MOST_LEFTOVERS) return;
    byCollection.clear();
    leftovers = 0;
  };

  const make = (collectionId: string, path: FieldPath, isElement: boolean): FieldIndex => {
    const index: FieldIndex = { path, isElement, byKey: new Map() };
    for (const parent of documents.collections()) {
      if (parent.slice(parent.lastIndexOf('/') + 1) !== collectionId) continue;
      for (const document of documents.inCollection(parent)) {
        enter(index, document, document.content);
        for (const { undo, until } of document.versions) {
          const isTouched = undo.some((step) => 'whole' in step || step.path[0] === path[0]);
          if (isTouched) enter(index, document, snapshotAt(document, until - 1)?.fields);
        }
      }
    }
    return index;
  };

  return {
    find(collectionId, { path, isElement, values }) {
      if (collectionId === undefined || path[0] === DOCUMENT_NAME || !values.every(isKey)) return undefined;
      const indexes = byCollection.get(collectionId) ?? new Map<string, FieldIndex>();
      byCollection.set(collectionId, indexes);
      const id = `${isElement} ${path.join('\0')}`;
      const index = indexes.get(id) ?? make(collectionId, path, isElement);
      indexes.set(id, index);
      const found = new Set<StoredDocument>();
      for (const key of values.filter(isKey)) {
        const entries = index.byKey.get(key);
        for (const document of entries ?? []) {
          if (document.versions.length > 0 || keysOf(index, document.content).includes(key))
            found.add(document);
          else entries?.delete(document);
        }
        if (entries?.size === 0) index.byKey.delete(key);
      }
      return found;
    },
    note(changed) {
      if (byCollection.size === 0) return;
      for (const document of changed)
        for (const index of byCollection.get(document.collectionId)?.values() ?? []) {
          const entered = enter(index, document, document.content);
          const isNew = document.createTime === document.updateTime;
          if (!isNew) leave(entered);
        }
    },
    forget: () => leave(1),
    entries: () =>
      [...byCollection.values()]
        .flatMap((indexes) => [...indexes.values()].flatMap(({ byKey }) => [...byKey.values()]))
        .reduce((sum, { size }) => sum + size, 0),
  };
}

function isKey(value: Value | undefined): value is Key {
  return typeof value === 'string' || typeof value === 'boolean';
}

function keysOf({ path, isElement }: FieldIndex, content: Content | undefined): readonly Key[] {
  const value = content && valueAt(fieldsIn(content), path);
  if (value === undefined) return [];
  if (isElement) return isArray(value) ? value.filter(isKey) : [];
  return isKey(value) ? [value] : [];
}

/** @returns how many entries are new */
function enter(index: FieldIndex, document: StoredDocument, content: Content | undefined): number {
  let entered = 0;
  for (const key of keysOf(index, content)) {
    const entries = index.byKey.get(key) ?? new Set();
    index.byKey.set(key, entries);
    if (!entries.has(document)) entered += 1;
    entries.add(document);
  }
  return entered;
}
