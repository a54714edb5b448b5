/** The bounds of a request that clients rely on. Bounds that depend on the machine are settings. */
import {
  MAX_AUTHOR_LENGTH,
  MAX_CONTENT_BYTES,
  MAX_PUBLICATION_LENGTH,
  MAX_TITLE_LENGTH,
  MAX_URL_LENGTH,
} from './post.ts';

/** The largest body accepted, in bytes, before and after inflating. */
export const MAX_BODY_BYTES = 10_000_000;

/** The most posts in a batch: as many as Pub/Sub takes messages in one request. */
export const MAX_BATCH_POSTS = 1_000;

/** The most lines of a body of JSON lines, blank ones included. */
export const MAX_LINES = 10 * MAX_BATCH_POSTS;

/** JSON may write any byte of UTF-8 as an escape of 6 bytes, such as `\u0001`. */
const LONGEST_ESCAPE = 6;

/**
 * No post is longer than this as JSON: all of it escaped, and some thousand bytes for field names, id, date
 * and white space.
 */
export const MAX_POST_JSON_BYTES =
  LONGEST_ESCAPE *
    (MAX_CONTENT_BYTES + MAX_PUBLICATION_LENGTH + MAX_URL_LENGTH + MAX_TITLE_LENGTH + MAX_AUTHOR_LENGTH) +
  8_800;

/**
 * A post has no value inside a value; a little more is read so that the answer can name the field that is
 * wrong.
 */
export const MAX_DEPTH = 8;

/**
 * The most structural characters (`{ } [ ] : ,`) of a body that is one JSON document. A post needs at most
 * 17; more are read so that the answer can name the fields that are not a post's. Small values take some
 * fifty times their own bytes once parsed, so counting them first is what bounds memory: to about 5 MB.
 */
export const MAX_STRUCTURE = 100_000;

/**
 * The most structural characters of a line of JSON lines, of which a body has `MAX_BATCH_POSTS`: enough to
 * name the fields of a row with hundreds of columns.
 */
export const MAX_LINE_STRUCTURE = 1_000;
