/** Rows of a JSON lines file: one object a line. */
import { splitLines } from '../../functions/common/domain/lines.ts';
import { rowMessages } from './messages.ts';
import { decodeUtf8, MAX_ROW_BYTES, type Position, type Row } from './rows.ts';

/**
 * Reads on from a position; blank lines are passed over.
 * @param name how the input is called in places
 */
export async function* readJsonLines(
  stream: AsyncIterable<Buffer>,
  name: string,
  from: Position,
): AsyncGenerator<Row> {
  let { offset, line } = from;
  for await (const { bytes, length } of splitLines(stream, MAX_ROW_BYTES)) {
    offset += length;
    line += 1;
    const text = bytes === undefined ? undefined : decodeUtf8(bytes);
    if (text?.trim() === '') continue;
    const row = { place: `${name}:${line}`, after: { offset, line }, bytes: length };
    const fault = (message: string): Row => ({ ...row, fields: {}, faults: [{ path: '', message }] });
    if (bytes === undefined) yield fault(rowMessages.tooLong);
    else if (text === undefined) yield fault(rowMessages.notUtf8);
    else yield { ...row, ...parseObject(line === 1 ? text.replace(/^\ufeff/, '') : text) };
  }
}

function parseObject(text: string): Pick<Row, 'fields' | 'faults'> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { fields: { line: text }, faults: [{ path: '', message: rowMessages.notJson(reason) }] };
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return { fields: { line: text }, faults: [{ path: '', message: rowMessages.notAnObject }] };
  return { fields: { ...value }, faults: [] };
}
