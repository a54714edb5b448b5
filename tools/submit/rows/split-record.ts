/** Splits one record off a table's text, by a dialect (RFC 4180 and its common variants). Pure. */
import type { Dialect } from './dialect.ts';

export interface SplitRecord {
  readonly fields: readonly string[];
  /** How long it is, its end included. */
  readonly length: number;
  /** Whether it ends with a line end; a record that does not may go on in text that is not there yet. */
  readonly isEnded: boolean;
  /** Whether a quote is open at the end of the text. */
  readonly isOpen: boolean;
  /** Whether every quoted field ends at its closing quote (RFC 4180, section 2). */
  readonly isOrderly: boolean;
  /**
   * Whether a quoted field holds what it could not hold without quotes: a delimiter, a line end or a quote.
   */
  readonly needsQuotes: boolean;
}

/**
 * Splits the beginning of a table into records; blank lines are none.
 * @param most how many records at most
 */
export function splitRecords(text: string, dialect: Dialect, most: number): SplitRecord[] {
  const records: SplitRecord[] = [];
  for (let at = 0; at < text.length && records.length < most; ) {
    const record = splitRecord(text, at, dialect);
    at += record.length;
    if (!isBlank(record)) records.push(record);
  }
  return records;
}

/** Whether a record is a blank line. */
export function isBlank({ fields }: SplitRecord): boolean {
  return fields.length === 1 && fields[0] === '';
}

/**
 * Splits the record that begins at a place. Text behind a closing quote belongs to the field, with the
 * quotes: people quote carelessly. Such a record is not orderly.
 */
export function splitRecord(text: string, from: number, dialect: Dialect): SplitRecord {
  const { delimiter, escape: escaping, blanksAroundQuotes } = dialect;
  const fields: string[] = [];
  let isOrderly = true;
  let isOpen = false;
  let needsQuotes = false;
  let at = from;
  let line = endOfLine(text, from, dialect);
  for (;;) {
    const open = blanksAroundQuotes ? passBlanks(text, at, delimiter) : at;
    let end: number;
    if (escaping === undefined || text.charCodeAt(open) !== QUOTE) {
      end = endOfField(text, at, line, delimiter);
      fields.push(text.slice(Math.min(open, end), end));
    } else {
      const close = escaping === '"' ? doubledClose(text, open + 1) : escapedClose(text, open + 1);
      const inside = text.slice(open + 1, close);
      isOpen = close === text.length;
      const behind = blanksAroundQuotes ? passBlanks(text, close + 1, delimiter) : close + 1;
      if (line < behind) line = endOfLine(text, behind, dialect);
      end = isOpen ? text.length : endOfField(text, behind, line, delimiter);
      const unescaped = withoutEscapes(inside, escaping);
      needsQuotes ||= unescaped !== inside || inside.includes(delimiter) || /["\r\n]/.test(inside);
      if (end === behind && !isOpen) fields.push(unescaped);
      else {
        isOrderly = false;
        fields.push(`"${unescaped}${text.slice(close, end)}`);
      }
    }
    at = end;
    if (at >= line || !text.startsWith(delimiter, at)) break;
    at += delimiter.length;
  }
  const isEnded = !isOpen && at < text.length;
  if (isEnded) at += text.charCodeAt(at) === CARRIAGE_RETURN && dialect.lineEnd === 'lf' ? 2 : 1;
  return { fields, length: at - from, isEnded, isOpen, isOrderly, needsQuotes };
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const CARRIAGE_RETURN = 0x0d;

/** Where the line ends that a place is in: before its carriage return, if it has one. */
function endOfLine(text: string, from: number, { lineEnd }: Dialect): number {
  const end = text.indexOf(lineEnd === 'cr' ? '\r' : '\n', from);
  if (end === -1) return text.length;
  return lineEnd === 'lf' && end > from && text.charCodeAt(end - 1) === CARRIAGE_RETURN ? end - 1 : end;
}

function endOfField(text: string, from: number, line: number, delimiter: string): number {
  const end = text.indexOf(delimiter, from);
  return end === -1 || end > line ? line : end;
}

function passBlanks(text: string, from: number, delimiter: string): number {
  let at = from;
  while ((text[at] === ' ' || text[at] === '\t') && !text.startsWith(delimiter, at)) at += 1;
  return at;
}

function doubledClose(text: string, from: number): number {
  for (let at = from; ; ) {
    const quote = text.indexOf('"', at);
    if (quote === -1) return text.length;
    if (text.charCodeAt(quote + 1) !== QUOTE) return quote;
    at = quote + 2;
  }
}

function escapedClose(text: string, from: number): number {
  for (let at = from; ; ) {
    const quote = text.indexOf('"', at);
    if (quote === -1) return text.length;
    let backslashes = 0;
    while (quote - backslashes > from && text.charCodeAt(quote - backslashes - 1) === BACKSLASH)
      backslashes += 1;
    if (backslashes % 2 === 0) return quote;
    at = quote + 1;
  }
}

function withoutEscapes(inside: string, escaping: '"' | '\\'): string {
  if (escaping === '"') return inside.includes('""') ? inside.replaceAll('""', '"') : inside;
  return inside.includes('\\') ? inside.replace(/\\(["\\])/g, '$1') : inside;
}
