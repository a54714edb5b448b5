/**
 * Rows of a WARC file: the pages that a crawl kept (WARC), or their texts (WET). Other records are passed
 * over.
 */

import { isUtf8 } from 'node:buffer';
import { ExitCode, ExplainedError } from '../../../functions/common/process/exit-codes.ts';
import { canonicalEncoding, declaredEncoding } from '../bytes/encodings.ts';
import { inputMessages, rowMessages } from '../messages.ts';
import { readPage } from './html-blocks.ts';
import { parseHttpResponse } from './http-response.ts';
import { fieldsOfPage, hostOf, type PageFields } from './page-fields.ts';
import { MAX_ROW_BYTES, type Position, type Row } from './row.ts';
import { BadWarc, splitWarc, type WarcRecord } from './warc-records.ts';

/**
 * Reads the rows from a position on.
 * @param passOver called with the kind of each record that holds no article
 * @throws ExplainedError with exit code 65 when it cannot be read any further
 */
export async function* readWarc(
  stream: AsyncIterable<Buffer>,
  name: string,
  from: Position,
  passOver: (kind: string) => void,
): AsyncGenerator<Row> {
  let { offset, line: record } = from;
  try {
    for await (const found of splitWarc(stream, MAX_ROW_BYTES)) {
      offset += found.length;
      record += 1;
      const place = `${name}, record ${record}`;
      const row = { place, after: { offset, line: record }, bytes: found.length };
      const read = readRecord(found);
      if ('kind' in read) passOver(read.kind);
      else yield { ...row, ...read };
    }
  } catch (error) {
    if (!(error instanceof BadWarc)) throw error;
    throw new ExplainedError(inputMessages.badWarc(name, record), ExitCode.data, { cause: error });
  }
}

type Read = Pick<Row, 'fields' | 'faults'> | { readonly kind: string };

function readRecord({ headers, block }: WarcRecord): Read {
  const type = headers.get('warc-type') ?? '';
  const address = headers.get('warc-target-uri')?.replace(/^<|>$/g, '');
  const mediaType = headers.get('content-type') ?? '';
  if (!/^(?:response|resource|conversion)$/.test(type)) return { kind: `WARC record of type ${type}` };
  if (block === undefined)
    return { fields: { url: address }, faults: [{ path: '', message: rowMessages.tooLong }] };
  if (type === 'conversion') {
    if (!/^text\/plain/i.test(mediaType)) return { kind: `WARC record of ${mediaType}` };
    const content = block.toString('utf8').trim();
    return { fields: { content, publication: hostOf(address), url: address }, faults: [] };
  }
  if (type === 'resource')
    return /html/i.test(mediaType)
      ? pageOf(block, undefined, address)
      : { kind: 'WARC record that is no page' };
  const response = parseHttpResponse(block, MAX_ROW_BYTES);
  if (response === undefined) return { kind: 'WARC record that is no page' };
  if (response.status !== 200) return { kind: `page with status ${response.status}` };
  if (!/^(?:text\/html|application\/xhtml\+xml)$/.test(response.mediaType))
    return { kind: 'WARC record that is no page' };
  return pageOf(response.body, response.charset, address);
}

function pageOf(body: Buffer, charset: string | undefined, address: string | undefined): Read {
  const said = charset === undefined ? declaredEncoding(body) : canonicalEncoding(charset);
  // The server's charset is often wrong, and text in another encoding is hardly ever valid UTF-8 by chance.
  const label = isUtf8(body) ? 'utf-8' : (said ?? 'windows-1252');
  const fields = fieldsOfPage(readPage(new TextDecoder(label).decode(body)), address);
  if (fields.content === '') return { kind: 'page without a text' };
  return { fields: detached(fields), faults: [] };
}

/** Copies a text. A substring in V8 points into its text, so a title would keep its page in memory. */
function detached(fields: PageFields): Row['fields'] {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [
      name,
      typeof value === 'string' ? Buffer.from(value).toString() : value,
    ]),
  );
}
