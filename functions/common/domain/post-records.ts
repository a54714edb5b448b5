/**
 * Post records in JSON lines: the format of files and standard input. A record may have more fields than a
 * post; those are ignored.
 */
import { splitLines } from './lines.ts';
import { faultsOf, PostRecord, type SubmittedPost } from './post.ts';
import { decodeJson } from './text.ts';

export type ReadRecord = {
  /** From 1. */
  readonly line: number;
} & (
  | { readonly post: SubmittedPost }
  /** Why the line holds no post. */
  | { readonly fault: string }
);

/**
 * The longest line that is read, in bytes: a post's content of 1 MB takes six times as much when every
 * character is escaped.
 */
const MAX_LINE_BYTES = 8_000_000;

/**
 * Reads the posts of a stream of JSON lines, in order and in constant memory; blank lines are passed over.
 */
export async function* readPostRecords(stream: AsyncIterable<Buffer>): AsyncGenerator<ReadRecord> {
  let line = 0;
  for await (const { bytes } of splitLines(stream, MAX_LINE_BYTES)) {
    line += 1;
    if (bytes === undefined) yield { line, fault: `longer than ${MAX_LINE_BYTES} bytes` };
    else if (!isBlank(bytes)) yield { line, ...recordOf(bytes) };
  }
}

function isBlank(bytes: Buffer): boolean {
  return bytes.every((byte) => byte === 0x20 || byte === 0x09 || byte === 0x0d);
}

function recordOf(bytes: Buffer): { readonly post: SubmittedPost } | { readonly fault: string } {
  const json = decodeJson(bytes);
  if ('fault' in json) return { fault: `not JSON in UTF-8: ${json.fault}` };
  const result = PostRecord.safeParse(json.value);
  if (result.success) return { post: result.data };
  const faults = faultsOf(result.error).map(({ path, message }) => `${path || 'the record'} ${message}`);
  return { fault: faults.join('; ') };
}
