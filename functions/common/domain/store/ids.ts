/**
 * Document ids of the store. Hashes spread evenly, so that no range of ids is written faster than Firestore
 * can split it.
 */
import { createHash } from 'node:crypto';

/**
 * 160 bits in base64url: 27 characters; the last one holds 4 bits, so it is never `_` and no id has the
 * reserved form `__x__`.
 */
function hash160(text: string): string {
  return createHash('sha256').update(text).digest().subarray(0, 20).toString('base64url');
}

/** The id of an article's record. An id of a post is unique within its publication only. */
export function recordId(publicationId: string, postId: string): string {
  return hash160(`${publicationId}\0${postId}`);
}

/**
 * The id of a document of a publication's day.
 * @param writer names the one process that writes it
 * @param number tells the writer's documents apart
 */
export function dayDocumentId(publicationId: string, day: string, writer: string, number: number): string {
  return `${hash160(publicationId)}~${day}~${writer}-${number.toString(36)}`;
}

/**
 * Firestore indexes the first 1,500 bytes of a text; keys stay below, so that two different ones never look
 * the same.
 */
const MAX_INDEXED_KEY_BYTES = 700;

/**
 * A name's key as a record's `keys` holds it: the key itself, or for the longest ones its beginning and a
 * hash.
 */
export function recordKey(key: string): string {
  // No character has more than 3 bytes a UTF-16 unit.
  if (key.length * 3 <= MAX_INDEXED_KEY_BYTES || Buffer.byteLength(key) <= MAX_INDEXED_KEY_BYTES) return key;
  const head = Buffer.from(key)
    .subarray(0, 200)
    .toString()
    .replace(/\ufffd+$/u, '');
  // A key has no control characters, so none looks like this.
  return `${head}\u0001${hash160(key)}`;
}

/**
 * A hash of an article's content: 128 bits in base64url. It distinguishes a repeated post from a changed one.
 */
export function contentHash(content: string): string {
  return createHash('sha256').update(content).digest().subarray(0, 16).toString('base64url');
}
