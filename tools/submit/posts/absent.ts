/** Placeholders that programs write for a missing value. Pure. */

/** pandas, R, SQL dumps and spreadsheets write these. No paper or article has such a name. */
const absent: ReadonlySet<string> = new Set([
  '',
  'nan',
  'none',
  'null',
  '\\n',
  'n/a',
  'nat',
  '<na>',
  '#n/a',
  'undefined',
]);

/** Whether a value means that there is none, such as null, NaN or "n/a". */
export function isAbsent(value: unknown): boolean {
  if (value === undefined || value === null) return true;
  if (typeof value === 'number') return Number.isNaN(value);
  return typeof value === 'string' && value.length < 16 && absent.has(value.trim().toLowerCase());
}
