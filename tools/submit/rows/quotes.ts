/** How a table's quotes fall, by a dialect: splits the beginning of a table, and tells whether a row's quotes are in order. Pure. */
import type { Dialect } from './dialect.ts';

export interface SplitRecord {
  readonly fields: readonly string[];
  /** How long it is, its end included. */
  readonly length: number;
  /** Whether every quoted field ends at its closing quote (RFC 4180, section 2). */
  readonly isOrderly: boolean;
  /** Whether a quoted field holds what it could not hold without quotes: a delimiter, a line end or a quote. */
  readonly needsQuotes: boolean;
}

/**
 * Splits the beginning of a table into records.
 * @param most how many records at most
 */
export function splitRecords(text: string, dialect: Dialect, most: number): SplitRecord[] {
  const records: SplitRecord[] = [];
  for (let at = 0; at < text.length && records.length < most; ) {
    const record = splitRecord(text, at, dialect);
    at += record.length;
    // Blank lines are no records.
    if (record.fields.length > 1 || record.fields[0] !== '') records.push(record);
  }
  return records;
}

/** Whether a row's quotes are in order. csv-parse reads on over text that stands behind a closing quote, as it should where people have quoted carelessly. */
export function closesItsQuotes(row: string, dialect: Dialect): boolean {
  const begin = /^[\r\n]*/.exec(row)?.[0].length ?? 0;
  const record = splitRecord(row, begin, dialect);
  return record.isOrderly && begin + record.length === row.length;
}

function splitRecord(text: string, from: number, dialect: Dialect): SplitRecord {
  const fields: string[] = [];
  let isOrderly = true;
  let needsQuotes = false;
  let at = from;
  for (;;) {
    const open = dialect.escape === undefined ? undefined : quoteAt(text, at, dialect);
    if (open === undefined) {
      const end = endOfField(text, at, dialect);
      fields.push(text.slice(at, end));
      at = end;
    } else {
      const close = closingQuote(text, open + 1, dialect);
      const inside = text.slice(open + 1, close);
      needsQuotes ||= inside.includes(dialect.delimiter) || /["\r\n]/.test(inside);
      fields.push(unescaped(inside, dialect));
      at = dialect.blanksAroundQuotes ? passBlanks(text, close + 1, dialect) : close + 1;
      const end = close === text.length ? text.length : endOfField(text, at, dialect);
      if (end !== at || close === text.length) isOrderly = false;
      at = Math.max(at, end);
    }
    if (!text.startsWith(dialect.delimiter, at)) break;
    at += dialect.delimiter.length;
  }
  if (text[at] === '\r' && text[at + 1] === '\n' && dialect.lineEnd === 'lf') at += 2;
  else if (at < text.length) at += 1;
  return { fields, length: at - from, isOrderly, needsQuotes };
}

function quoteAt(text: string, at: number, dialect: Dialect): number | undefined {
  const open = dialect.blanksAroundQuotes ? passBlanks(text, at, dialect) : at;
  return text[open] === '"' ? open : undefined;
}

function passBlanks(text: string, from: number, dialect: Dialect): number {
  let at = from;
  while ((text[at] === ' ' || text[at] === '\t') && !text.startsWith(dialect.delimiter, at)) at += 1;
  return at;
}

/** The delimiter or the line end that ends a field without quotes. */
function endOfField(text: string, from: number, { delimiter, lineEnd }: Dialect): number {
  const line = text.indexOf(lineEnd === 'cr' ? '\r' : '\n', from);
  let end = line === -1 ? text.length : line;
  if (lineEnd === 'lf' && end > from && text[end] === '\n' && text[end - 1] === '\r') end -= 1;
  const found = text.slice(from, end).indexOf(delimiter);
  return found === -1 ? end : from + found;
}

function closingQuote(text: string, from: number, dialect: Dialect): number {
  for (let at = from; ; ) {
    const quote = text.indexOf('"', at);
    if (quote === -1) return text.length;
    if (dialect.escape === '"') {
      if (text[quote + 1] !== '"') return quote;
      at = quote + 2;
    } else {
      let backslashes = 0;
      while (quote - backslashes - 1 >= from && text[quote - backslashes - 1] === '\\') backslashes += 1;
      if (backslashes % 2 === 0) return quote;
      at = quote + 1;
    }
  }
}

function unescaped(inside: string, dialect: Dialect): string {
  return dialect.escape === '\\' ? inside.replace(/\\(["\\])/g, '$1') : inside.replaceAll('""', '"');
}
