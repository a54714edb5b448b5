/**
 * Changes documents in place and records what each change replaced, so that a commit that fails leaves
 * nothing behind.
 */
import { fieldsIn } from './content.ts';
import type { Documents } from './documents.ts';
import { type FieldPath, valueAt } from './paths.ts';
import { textBytes, valueBytes } from './sizes.ts';
import { type FieldMap, identical, type Value } from './value.ts';
import { put, restore, type StoredDocument, sizeOf, type Version } from './versions.ts';

/** The changes of one commit. */
export interface Change {
  /** Replaces all fields; undefined deletes the document. */
  readonly replace: (document: StoredDocument, fields: FieldMap | undefined) => void;
  /** Sets the value at a path; undefined removes it. */
  readonly set: (document: StoredDocument, path: FieldPath, value: Value | undefined) => void;
  /** The documents touched. */
  readonly touched: () => Iterable<StoredDocument>;
  /** By how many bytes the documents grow in all. */
  readonly grownBy: () => number;
  /** Makes the changes the present state, as of a moment. */
  readonly finish: (moment: number) => readonly StoredDocument[];
  /** Puts everything back. */
  readonly undo: () => void;
}

export function beginChange(documents: Documents): Change {
  const versions = new Map<StoredDocument, Version>();

  const versionOf = (document: StoredDocument): Version => {
    const known = versions.get(document);
    if (known !== undefined) return known;
    const { createTime, updateTime, bytes } = document;
    const version = { createTime, updateTime, bytes, until: 0, undo: [] };
    versions.set(document, version);
    return version;
  };

  return {
    replace(document, fields) {
      const version = versionOf(document);
      const { content } = document;
      if (identical(content === undefined ? undefined : fieldsIn(content), fields)) return;
      version.undo.push({ whole: content });
      document.content = fields;
      document.bytes = sizeOf(document);
    },
    set(document, path, value) {
      const version = versionOf(document);
      if (document.content === undefined) {
        // The document comes into being without fields first.
        version.undo.push({ whole: undefined });
        document.content = new Map();
        document.bytes = sizeOf(document);
      }
      const fields = fieldsIn(document.content);
      const old = valueAt(fields, path);
      if (identical(old, value)) return;
      document.content = fields;
      const at = firstMissing(fields, path);
      if (at === path.length) {
        version.undo.push({ path, value: old });
        put(fields, path, value);
        document.bytes += pairBytes(path, value) - pairBytes(path, old);
        return;
      }
      // A map on the way is not there: the outermost that is missing is put whole.
      if (value === undefined) return;
      const outer = path.slice(0, at);
      const replaced = valueAt(fields, outer);
      const made = path.slice(at).reduceRight<Value>((inner, name) => new Map([[name, inner]]), value);
      version.undo.push({ path: outer, value: replaced });
      put(fields, outer, made);
      document.bytes += pairBytes(outer, made) - pairBytes(outer, replaced);
    },
    touched: () => versions.keys(),
    grownBy: () => [...versions].reduce((sum, [document, { bytes }]) => sum + document.bytes - bytes, 0),
    finish(moment) {
      const changed: StoredDocument[] = [];
      for (const [document, version] of versions) {
        if (version.undo.length === 0) {
          documents.forget(document);
          continue;
        }
        const existed = version.bytes > 0;
        document.updateTime = moment;
        if (!existed) document.createTime = moment;
        version.until = moment;
        documents.addBytes(document.bytes - version.bytes);
        documents.keep(document, version);
        changed.push(document);
      }
      return changed;
    },
    undo() {
      for (const [document, version] of versions) {
        restore(document, version);
        documents.forget(document);
      }
    },
  };
}

/** How many names of the path, at least 1, lead to an existing map that holds the next name, or could. */
function firstMissing(fields: FieldMap, path: FieldPath): number {
  let map: Value | undefined = fields;
  for (let i = 0; i < path.length - 1; i++) {
    map = map instanceof Map ? map.get(path[i] ?? '') : undefined;
    if (!(map instanceof Map)) return i + 1;
  }
  return path.length;
}

function pairBytes(path: FieldPath, value: Value | undefined): number {
  return value === undefined ? 0 : textBytes(path.at(-1) ?? '') + valueBytes(value);
}
