/** Rows of the weight table: each template hashes what it sees together with its own number (the hashing trick). */
import { mix } from './hash.ts';

/** The table has 2 to the power of this many rows. */
export const ROW_BITS = 18;
/** More rows than any token has. */
const MAX_ROWS = 128;

/** What a template sees where there is nothing to see. */
export const NOTHING = 0x51ed270b;

/** The row of a template's feature. */
export function rowOf(template: number, hash: number): number {
  return mix(Math.imul(template + 1, 0x9e3779b1) ^ hash) >>> (32 - ROW_BITS);
}

/** The rows of a token's place, to be filled again for each token. */
export interface Rows {
  /** The first `count` of these. */
  readonly values: Int32Array;
  count: number;
}

export function createRows(): Rows {
  return { values: new Int32Array(MAX_ROWS), count: 0 };
}

/** Adds the row of a template's feature. */
export function add(to: Rows, template: number, hash: number): void {
  to.values[to.count++] = rowOf(template, hash);
}
