/** The row of a text file: a post by itself, of the publication that its folder is named for. */
import { type Fault, MAX_CONTENT_BYTES } from '../../../functions/common/domain/post.ts';
import { rowMessages } from '../messages.ts';
import { decodeUtf8, type Position, type Row } from './row.ts';

/**
 * Reads a whole text as one row.
 * @param publication undefined where nothing names one
 */
export async function* readText(
  stream: AsyncIterable<Buffer>,
  name: string,
  publication: string | undefined,
  from: Position,
): AsyncGenerator<Row> {
  if (from.offset > 0) return;
  const pieces: Buffer[] = [];
  let bytes = 0;
  for await (const piece of stream) {
    bytes += piece.length;
    if (bytes <= MAX_CONTENT_BYTES) pieces.push(piece);
  }
  const row = { place: name, after: { offset: 1, line: 0 }, bytes };
  const faults: Fault[] = [];
  const content = bytes > MAX_CONTENT_BYTES ? undefined : decodeUtf8(Buffer.concat(pieces));
  if (bytes > MAX_CONTENT_BYTES) faults.push({ path: 'content', message: rowMessages.fileTooLarge });
  else if (content === undefined) faults.push({ path: 'content', message: rowMessages.notUtf8 });
  yield { ...row, fields: { publication, ...(content === undefined ? {} : { content }) }, faults };
}
