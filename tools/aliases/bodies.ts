/**
 * The spellings of intergovernmental bodies, from a list of political actors (Phoenix dictionaries, MIT): an
 * acronym and a full name with one code belong together where the one is the other's initials. Pure.
 */
import type { AliasLine } from './lines.ts';

/** Small words of a body's name. */
const SMALL = new Set(['of', 'the', 'and', 'for', 'on', 'in', 'to', 'de', 'des', 'du']);
const INTERGOVERNMENTAL = /^IGO/;
const ACRONYM = /^[A-Z]{3,9}$/;

/**
 * One line for each acronym that one body's name is short for.
 * @param list lines of name, tab, code; names in capitals
 */
export function bodyLines(list: string): AliasLine[] {
  const byCode = new Map<string, string[]>();
  for (const line of list.split('\n')) {
    const [name, code] = line.split('\t');
    if (name === undefined || code === undefined || !INTERGOVERNMENTAL.test(code)) continue;
    const names = byCode.get(code) ?? [];
    names.push(name.trim());
    byCode.set(code, names);
  }
  return [...byCode.values()].flatMap((names) =>
    names.filter((name) => ACRONYM.test(name)).flatMap((acronym) => lineFor(acronym, names)),
  );
}

function lineFor(acronym: string, names: readonly string[]): AliasLine[] {
  const full = names.filter((name) => initialsOf(name) === acronym).map(inTitleCase);
  // The longest is the whole name; the others are its spellings.
  const [text, ...others] = full.toSorted((a, b) => b.length - a.length || (a < b ? -1 : 1));
  return text === undefined ? [] : [{ type: 'organization', text, aliases: [acronym, ...others] }];
}

function initialsOf(name: string): string {
  const words = name.split(' ').filter((word) => !SMALL.has(word.toLowerCase()));
  return words.map((word) => word.charAt(0)).join('');
}

function inTitleCase(name: string): string {
  return name
    .toLowerCase()
    .split(' ')
    .map((word, at) => (at > 0 && SMALL.has(word) ? word : word.charAt(0).toUpperCase() + word.slice(1)))
    .join(' ');
}
