/** Formats changes of names for the terminal. Pure. */
import type { CurationChange } from '../../functions/common/domain/store/curation.ts';
import { printable } from '../../functions/common/process/printable.ts';
import type { MadeChange } from './store.ts';

/** One line: id, moment, who, what and why, with tabs between; where it was undone, by whom and why. */
export function lineOf({ change, at, by, why, undone }: MadeChange): string {
  const fields = [change.id, at.toISOString(), by, inWords(change), why];
  if (undone !== undefined) fields.push(`undone ${undone.at.toISOString()} by ${undone.by}: ${undone.why}`);
  return fields.map(printable).join('\t');
}

/** The change as an object of JSON in one line. */
export function jsonOf({ change, at, by, why, undone }: MadeChange): string {
  return printable(JSON.stringify({ ...change, at, by, why, ...(undone !== undefined && { undone }) }));
}

/** The effect of a change, in words. */
export function inWords(change: CurationChange): string {
  switch (change.kind) {
    case 'merge':
      return `merge ${change.parts.map(({ text }) => `"${text}"`).join(', ')} into "${change.into.text}"`;
    case 'split':
      return `split "${change.name.text}" off`;
    case 'hide':
      return `hide "${change.name.text}"${whereOf(change)}`;
    case 'retype':
      return `retype "${change.name.text}"${whereOf(change)} to ${change.to}`;
  }
}

function whereOf({ type }: { readonly type?: string | undefined }): string {
  return type === undefined ? '' : ` where it is a ${type}`;
}
