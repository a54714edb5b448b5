/**
 * Prepares a processed post for saving: encodes its record and keys its counts. All work that depends on one
 * post alone is done here once, when the post arrives. A retried commit repeats none of it. Pure.
 */
import { entityKey, publicationId } from '../common/domain/keys.ts';
import type { Entity, ProcessedPost } from '../common/domain/post.ts';
import { dayOf, momentOf } from '../common/domain/store/day.ts';
import type { ArticleRecord } from '../common/domain/store/documents.ts';
import { recordId } from '../common/domain/store/ids.ts';
import { distinctNames, encodeNames, keysOf } from '../common/domain/store/names.ts';
import type { WriteEncoder } from './wire/writes.ts';

export interface Article {
  readonly recordId: string;
  readonly postId: string;
  readonly publicationId: string;
  /** The publication's name as given. */
  readonly publication: string;
  readonly day: string;
  readonly contentHash: string;
  /** It is in a language that names are not looked for in. */
  readonly isOtherLanguage: boolean;
  /** Each name once. */
  readonly names: readonly Entity[];
  /** The write that creates its record. */
  readonly write: Uint8Array;
  /** The bytes of its names in a document of counters. */
  readonly storedBytes: number;
  /** An estimate, from above, of the index entries of its record. */
  readonly indexBytes: number;
}

const MS_PER_DAY = 86_400_000;
/** Firestore takes documents of 1 MiB, its name and field names included. */
const MAX_RECORD_BYTES = 900_000;
/** The most names whose keys are cached. Computing a key takes some microseconds, and most names recur. */
const MAX_KEYS = 50_000;

export interface ArticleMaker {
  /** @returns undefined when the post names more than a document holds */
  readonly make: (post: ProcessedPost) => Article | undefined;
}

/**
 * Makes articles of posts.
 * @param ttlDays how long their records are kept, from acceptance on
 */
export function createArticleMaker(encoder: WriteEncoder, ttlDays: number): ArticleMaker {
  const keyOf = remembering(entityKey);
  const publicationIdOf = remembering(publicationId);
  return {
    make(post) {
      const {
        postId,
        publication,
        acceptedAt,
        contentHash,
        publishedAt,
        url,
        title,
        author,
        language,
        otherLanguage,
        sender,
      } = post;
      const id = publicationIdOf(publication);
      const acceptedAtMs = Date.parse(acceptedAt);
      const at = momentOf(publishedAt, acceptedAtMs);
      const names = distinctNames(post.entities, keyOf);
      const keys = keysOf(names, keyOf);
      const record: ArticleRecord<number> = {
        publication: id,
        id: postId,
        day: dayOf(at),
        at,
        acceptedAt: acceptedAtMs,
        expireAt: acceptedAtMs + ttlDays * MS_PER_DAY,
        contentHash,
        names: encodeNames(names),
        keys,
        // Fields that are not given are left out, not empty.
        ...(publishedAt !== undefined && { publishedAt }),
        ...(url !== undefined && { url }),
        ...(title !== undefined && { title }),
        ...(author !== undefined && { author }),
        ...(language !== undefined && { language }),
        ...(otherLanguage !== undefined && { otherLanguage }),
        ...(sender !== undefined && { sender }),
      };
      const place = recordId(id, postId);
      const write = encoder.record(place, { ...record });
      if (write.length > MAX_RECORD_BYTES) return undefined;
      return {
        recordId: place,
        postId,
        publicationId: id,
        publication,
        day: record.day,
        contentHash,
        isOtherLanguage: otherLanguage !== undefined,
        names,
        write,
        storedBytes: storedBytesOf(names),
        indexBytes: indexBytesOf(keys, Buffer.byteLength(id)),
      };
    },
  };
}

/** Beside its text a field has a length and a number. */
const STORED_FIELD_BYTES = 10;

/** @see https://firebase.google.com/docs/firestore/storage-size#document-size */
function storedBytesOf(names: readonly Entity[]): number {
  let bytes = 0;
  // A backslash before it, or before each of its own, is the worst that escaping does.
  for (const { text } of names)
    bytes += STORED_FIELD_BYTES + Buffer.byteLength(text) * (/[\\`_]/.test(text) ? 2 : 1) + 1;
  return bytes;
}

/**
 * The bytes of an index entry without the values of its fields: the document's name twice, a moment, and 32
 * bytes.
 */
const INDEX_ENTRY_BYTES = 200;

/** @see https://firebase.google.com/docs/firestore/storage-size#index-entry-size */
function indexBytesOf(keys: readonly string[], publicationIdBytes: number): number {
  let bytes = INDEX_ENTRY_BYTES + publicationIdBytes;
  for (const key of keys) bytes += 2 * (INDEX_ENTRY_BYTES + 3 * key.length) + publicationIdBytes;
  return bytes;
}

/** Keeps what a pure function gave, within bounds. */
function remembering(compute: (text: string) => string): (text: string) => string {
  let kept = new Map<string, string>();
  return (text) => {
    const known = kept.get(text);
    if (known !== undefined) return known;
    if (kept.size >= MAX_KEYS) kept = new Map();
    const value = compute(text);
    kept.set(text, value);
    return value;
  };
}
