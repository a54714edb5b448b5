/** Rows of JSON: an object a line, objects that follow each other in any way, or an array of them. */
import { splitLines } from '../../../functions/common/domain/lines.ts';
import { rowMessages } from '../messages.ts';
import { splitJson } from './json-values.ts';
import { decodeUtf8, MAX_ROW_BYTES, type Position, type Row } from './row.ts';

/** The number of lines that show whether each is a value of its own. */
const SEEN_LINES = 100;

/**
 * Whether each line is one value, so that a bad line costs that line only. That is so if the first line or
 * most lines are a value.
 * @param head the beginning of the text, without a mark
 * @param isWhole whether that is all
 */
export function isJsonLines(head: string, isWhole: boolean): boolean {
  if (/^\s*\[/.test(head)) return false;
  const lines = head.split('\n');
  if (!isWhole) lines.pop();
  const areObjects = lines
    .filter((line) => line.trim() !== '')
    .slice(0, SEEN_LINES)
    .map((line) => 'fields' in parseObject(line));
  return areObjects[0] === true || areObjects.filter(Boolean).length > areObjects.length / 2;
}

/**
 * Reads lines from a position on; blank ones are passed over.
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
    const row = { place: `${name}:${line}`, after: { offset, line }, bytes: length };
    const read = readValue(bytes);
    if (read !== undefined) yield { ...row, ...read };
  }
}

/**
 * Reads values from a position on, in constant memory.
 * @param name how the input is called in places
 * @param isInArray whether the position is in an array
 */
export async function* readJsonValues(
  stream: AsyncIterable<Buffer>,
  name: string,
  from: Position,
  isInArray: boolean,
): AsyncGenerator<Row> {
  let { offset, line } = from;
  for await (const { bytes, length, linesBefore, lines, isCutOff } of splitJson(stream, isInArray)) {
    const place = `${name}:${line + linesBefore + 1}`;
    offset += length;
    line += lines;
    const row = { place, after: { offset, line }, bytes: length };
    if (isCutOff) yield { ...row, ...faulty(rowMessages.cutOffJson) };
    else {
      const read = readValue(bytes);
      if (read !== undefined) yield { ...row, ...read };
    }
  }
}

type Read = Pick<Row, 'fields' | 'faults'>;

/** Undefined for white space. */
function readValue(bytes: Buffer | undefined): Read | undefined {
  if (bytes === undefined) return faulty(rowMessages.tooLong);
  const text = decodeUtf8(bytes);
  if (text === undefined) return faulty(rowMessages.notUtf8);
  if (text.trim() === '') return undefined;
  const parsed = parseObject(text);
  return 'fields' in parsed
    ? { fields: parsed.fields, faults: [] }
    : { fields: { line: text }, faults: [{ path: '', message: parsed.reason }] };
}

function parseObject(
  text: string,
): { readonly fields: Record<string, unknown> } | { readonly reason: string } {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return { reason: rowMessages.notJson(error instanceof Error ? error.message : String(error)) };
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return { reason: rowMessages.notAnObject };
  return { fields: { ...value } };
}

function faulty(message: string): Read {
  return { fields: {}, faults: [{ path: '', message }] };
}
