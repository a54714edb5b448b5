/** Values that programs write where there is none. Pure. */

/** pandas, R, SQL's dumps and spreadsheets write these; nobody names a paper or an article so. */
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
