/**
 * Finds the documents of a collection group that have, or had within the history, one value in a field. An
 * index of a field is made when a query first asks for it, and kept up with each commit from then on.
 *
 * An entry stays when its document changes, because a read of the past may need it. It goes when it is met
 * and nothing can need it any more. When as many documents were forgotten as an index may hold for nothing,
 * all indexes are dropped; the next query makes its own again.
 */
import { type Documents, type StoredDocument, snapshotAt } from './documents.ts';
import { DOCUMENT_NAME, type FieldPath, valueAt } from './paths.ts';
import { type FieldMap, isArray, type Value } from './value.ts';

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
}

/** Values that an index holds: texts and booleans, which cover what the pipeline asks for. */
type Key = string | boolean;

interface FieldIndex {
  readonly path: FieldPath;
  readonly isElement: boolean;
  readonly byKey: Map<Key, Set<StoredDocument>>;
}

const MOST_FORGOTTEN = 10_000;

export function createLookup(documents: Documents): Lookup {
  const byCollection = new Map<string, Map<string, FieldIndex>>();
  let forgotten = 0;

  const make = (collectionId: string, path: FieldPath, isElement: boolean): FieldIndex => {
    const index: FieldIndex = { path, isElement, byKey: new Map() };
    for (const parent of documents.collections()) {
      if (parent.slice(parent.lastIndexOf('/') + 1) !== collectionId) continue;
      for (const document of documents.inCollection(parent)) {
        enter(index, document, document.fields);
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
          if (document.versions.length > 0 || keysOf(index, document.fields).includes(key))
            found.add(document);
          else entries?.delete(document);
        }
      }
      return found;
    },
    note(changed) {
      if (byCollection.size === 0) return;
      for (const document of changed)
        for (const index of byCollection.get(document.collectionId)?.values() ?? [])
          enter(index, document, document.fields);
    },
    forget() {
      forgotten += 1;
      if (forgotten < MOST_FORGOTTEN) return;
      byCollection.clear();
      forgotten = 0;
    },
  };
}

function isKey(value: Value | undefined): value is Key {
  return typeof value === 'string' || typeof value === 'boolean';
}

function keysOf({ path, isElement }: FieldIndex, fields: FieldMap | undefined): readonly Key[] {
  const value = fields && valueAt(fields, path);
  if (value === undefined) return [];
  if (isElement) return isArray(value) ? value.filter(isKey) : [];
  return isKey(value) ? [value] : [];
}

function enter(index: FieldIndex, document: StoredDocument, fields: FieldMap | undefined): void {
  for (const key of keysOf(index, fields)) {
    const entries = index.byKey.get(key);
    if (entries === undefined) index.byKey.set(key, new Set([document]));
    else entries.add(document);
  }
}
