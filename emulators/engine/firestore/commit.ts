/**
 * Applies the writes of a commit: all of them, or none. Each write sees what those before it in the commit
 * did.
 * @see https://firebase.google.com/docs/firestore/reference/rpc/google.firestore.v1#google.firestore.v1.Write
 */
import { alreadyExists, failedPrecondition, invalid, notFound, resourceExhausted } from '../engine-error.ts';
import { beginChange, type Change } from './change.ts';
import { fieldsIn } from './content.ts';
import type { Documents } from './documents.ts';
import { type FieldPath, valueAt } from './paths.ts';
import { checkDocument, limits } from './sizes.ts';
import { type Transform, transformed } from './transform.ts';
import type { FieldMap, Value } from './value.ts';
import type { StoredDocument } from './versions.ts';

export interface Write {
  /** The document's path below its database. */
  readonly path: string;
  /** The document's new fields. Undefined deletes the document, or leaves it to the transforms. */
  readonly fields?: FieldMap;
  readonly isDelete: boolean;
  /**
   * Only these change; a path without a value in `fields` is removed. Without a mask, all that is in the
   * document is replaced.
   */
  readonly mask?: readonly FieldPath[];
  readonly transforms: readonly Transform[];
  readonly precondition?: { readonly exists: boolean } | { readonly updateTime: number };
}

export interface WriteOutcome {
  /**
   * When the document last changed: before this commit if the write changed nothing; undefined for a delete.
   */
  readonly updateTime: number | undefined;
  readonly transformResults: readonly Value[];
}

export interface Committed {
  readonly commitTime: number;
  readonly writes: readonly WriteOutcome[];
  /** The documents that changed. */
  readonly changed: readonly StoredDocument[];
}

/**
 * Applies a commit.
 * @throws EngineError when nothing was applied: a precondition does not hold, or a limit of the documented
 *   service is exceeded
 */
export function commit(documents: Documents, writes: readonly Write[]): Committed {
  const change = beginChange(documents);
  try {
    checkTogether(writes);
    const moment = documents.nextMoment();
    const applied = writes.map((write) => apply(documents, change, write, moment));
    checkAfter(documents, change);
    const changed = change.finish(moment);
    return {
      commitTime: moment,
      writes: applied.map(({ document, isDelete, transformResults }) => ({
        updateTime: isDelete ? undefined : document.updateTime,
        transformResults,
      })),
      changed,
    };
  } catch (error) {
    change.undo();
    throw error;
  }
}

interface Applied {
  readonly document: StoredDocument;
  readonly isDelete: boolean;
  readonly transformResults: readonly Value[];
}

function apply(documents: Documents, change: Change, write: Write, moment: number): Applied {
  const { isDelete, fields, mask, transforms, precondition } = write;
  const document = documents.open(write.path);
  if (precondition !== undefined) checkPrecondition(document, precondition);
  if (isDelete) change.replace(document, undefined);
  else if (fields !== undefined && mask === undefined) change.replace(document, fields);
  else if (fields !== undefined) {
    // A document without fields is one too.
    if (document.content === undefined) change.replace(document, new Map());
    for (const path of mask ?? []) change.set(document, path, valueAt(fields, path));
  }
  const transformResults = transforms.map((transform) => {
    const old = document.content && valueAt(fieldsIn(document.content), transform.path);
    const { value, result } = transformed(transform, old, moment);
    change.set(document, transform.path, value);
    return result;
  });
  return { document, isDelete, transformResults };
}

function checkPrecondition(
  document: StoredDocument,
  precondition: { readonly exists: boolean } | { readonly updateTime: number },
): void {
  const exists = document.content !== undefined;
  if ('exists' in precondition) {
    if (precondition.exists && !exists) throw notFound(`No document to update: ${document.path}`);
    if (!precondition.exists && exists) throw alreadyExists(`Document already exists: ${document.path}`);
    return;
  }
  if (!exists) throw notFound(`No document to update: ${document.path}`);
  if (document.updateTime !== precondition.updateTime)
    throw failedPrecondition(
      `The document ${document.path} is not the version that the precondition names: it was changed since.`,
    );
}

/** Refuses commits that are invalid whatever the documents hold. */
function checkTogether(writes: readonly Write[]): void {
  const created = new Set<string>();
  const transforms = new Map<string, number>();
  for (const { path, precondition, transforms: own } of writes) {
    if (precondition !== undefined && 'exists' in precondition && !precondition.exists) {
      if (created.has(path)) throw invalid(`The commit creates the document ${path} twice.`);
      created.add(path);
    }
    const sum = (transforms.get(path) ?? 0) + own.length;
    transforms.set(path, sum);
    if (sum > limits.transformsOfOneDocument)
      throw invalid(
        `The commit has more than ${limits.transformsOfOneDocument} field transforms for the document ${path}.`,
      );
  }
}

function checkAfter(documents: Documents, change: Change): void {
  const { isIndexed, documentsBytes } = documents.options;
  for (const { path, content, bytes, collectionId } of change.touched())
    if (content !== undefined) checkDocument(path, fieldsIn(content), bytes, isIndexed(collectionId));
  if (change.grownBy() > 0 && documents.bytes() + change.grownBy() > documentsBytes)
    throw resourceExhausted(
      `The engine holds ${documents.bytes()} bytes of documents; its limit is ${documentsBytes} (ENGINE_DOCUMENTS_MB). Nothing was written.`,
    );
}
