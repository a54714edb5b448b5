/**
 * The output of the readers of all formats: rows, one after the other. Each has the position at which reading
 * can resume after it.
 */
import type { Fault } from '../../../functions/common/domain/post.ts';

/** A place in an input between two rows. */
export interface Position {
  /** The last source that was begun, in an input of several: a path within it. */
  readonly file?: string | undefined;
  /** Counts bytes of text in that source, or rows where a position in bytes means nothing. */
  readonly offset: number;
  /** Lines before it. */
  readonly line: number;
}

export const START: Position = { offset: 0, line: 0 };

export interface Row {
  /** Where it is, for people: file and line. */
  readonly place: string;
  readonly after: Position;
  /** How many bytes it takes in the input. */
  readonly bytes: number;
  /** The values by field name. A row that could not be read has faults, and the values that could be read. */
  readonly fields: Readonly<Record<string, unknown>>;
  readonly faults: readonly Fault[];
}

/**
 * The longest row that is read, in bytes; no post is that long, and an unclosed quote would swallow the rest
 * of the file.
 */
export const MAX_ROW_BYTES = 16_000_000;

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Text of UTF-8 bytes; undefined where they are none. */
export function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return utf8.decode(bytes);
  } catch {
    return undefined;
  }
}
