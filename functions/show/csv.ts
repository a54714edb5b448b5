/** Listings as CSV (RFC 4180), for spreadsheets and programs. Pure. */
import { stringify } from 'csv-stringify/sync';

export interface CsvListing {
  /** The names of the columns. */
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | number | undefined)[])[];
}

/**
 * Writes a listing. It begins with a byte order mark, because Excel reads UTF-8 without one as another
 * encoding. Senders choose names and titles, so a text that begins with `=`, `+`, `-`, `@`, a tab or a
 * carriage return gets an apostrophe before it: a spreadsheet would run it as a formula
 * (https://owasp.org/www-community/attacks/CSV_Injection).
 */
export function formatCsv({ columns, rows }: CsvListing): Buffer {
  const text = stringify([[...columns], ...rows.map((row) => [...row])], {
    bom: true,
    escape_formulas: true,
    record_delimiter: 'windows',
  });
  return Buffer.from(text);
}
