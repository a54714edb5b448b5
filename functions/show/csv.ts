/** Listings as CSV (RFC 4180), for spreadsheets and programs. Pure. */
import { stringify } from 'csv-stringify/sync';

export interface CsvListing {
  /** The names of the columns. */
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | number | undefined)[])[];
}

/**
 * Writes a listing. It begins with a byte order mark, without which Excel takes UTF-8 for another encoding. A
 * text that a spreadsheet would take for a formula, because it begins with `=`, `+`, `-`, `@`, a tab or a
 * carriage return, gets an apostrophe before it (https://owasp.org/www-community/attacks/CSV_Injection):
 * names and titles are whatever a sender wrote.
 */
export function formatCsv({ columns, rows }: CsvListing): Buffer {
  const text = stringify([[...columns], ...rows.map((row) => [...row])], {
    bom: true,
    escape_formulas: true,
    record_delimiter: 'windows',
  });
  return Buffer.from(text);
}
