/** The row of a saved page: its article, and what the page says about it. */
import { rowMessages } from '../messages.ts';
import { readPage } from './html-blocks.ts';
import { fieldsOfPage } from './page-fields.ts';
import { MAX_ROW_BYTES, type Position, type Row } from './row.ts';
import { wholeOf } from './whole.ts';

/**
 * Reads a page as one row.
 * @param folder the folder it lies in, which names a publication that the page does not name
 */
export async function* readHtml(
  stream: AsyncIterable<Buffer>,
  name: string,
  folder: string | undefined,
  from: Position,
): AsyncGenerator<Row> {
  if (from.offset > 0) return;
  const { bytes, size } = await wholeOf(stream, MAX_ROW_BYTES);
  const row = { place: name, after: { offset: 1, line: 0 }, bytes: size };
  if (bytes === undefined) {
    yield { ...row, fields: {}, faults: [{ path: '', message: rowMessages.tooLong }] };
    return;
  }
  const html = bytes.toString('utf8');
  // Browsers write down where they saved a page from.
  const [, savedFrom] = /<!-- saved from url=\(\d+\)(\S+) -->/.exec(html) ?? [];
  const fields = fieldsOfPage(readPage(html), savedFrom);
  const faults = fields.content === '' ? [{ path: 'content', message: rowMessages.noMainText }] : [];
  yield { ...row, fields: { ...fields, publication: fields.publication ?? folder }, faults };
}
