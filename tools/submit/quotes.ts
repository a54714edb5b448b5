/** Whether the quotes of a table's row are in order. Pure. */

const QUOTE = 0x22;
const LINE_ENDS = [0x0a, 0x0d];

/**
 * Whether every quoted field of a row ends at its closing quote (RFC 4180, section 2). csv-parse reads on over text that stands behind one, as it
 * should where people have quoted carelessly; but in a row of several lines that is most often a quote that was never closed, and the row
 * then is several.
 * @param row its bytes, as they stand in the file
 * @param delimiter between fields
 */
export function closesItsQuotes(row: Buffer, delimiter: ',' | '\t'): boolean {
  const between = delimiter.charCodeAt(0);
  let at = row.findIndex((byte) => !LINE_ENDS.includes(byte));
  while (at !== -1 && at < row.length) {
    if (row[at] === QUOTE) {
      let close = row.indexOf(QUOTE, at + 1);
      while (close !== -1 && row[close + 1] === QUOTE) close = row.indexOf(QUOTE, close + 2);
      if (close === -1) return false;
      at = close + 1;
      const next = row[at];
      if (next !== undefined && next !== between && !LINE_ENDS.includes(next)) return false;
    } else {
      const end = row.indexOf(between, at);
      at = end === -1 ? row.length : end;
    }
    at += 1;
  }
  return true;
}
