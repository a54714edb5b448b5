/**
 * From the mentions of one text to the names they are counted under. Within the article, what readers take
 * for one is counted as one: a bare surname and the full name, an acronym and the name it was introduced for,
 * a company with and without its "Inc". A name has one type in an article: that of the table of canonical
 * names, else the one that most of its mentions have.
 */

import { canonicalName } from '../common/domain/canonical-names.ts';
import { entityKey } from '../common/domain/keys.ts';
import { countNames } from '../common/domain/merge.ts';
import type { Entity, EntityType, Mention } from '../common/domain/post.ts';
import { abbreviates, cleanName, withoutCompanyEnding } from './names.ts';
import { resolvePeople } from './people.ts';
import { shownSpelling } from './spelling.ts';

/** The name that a mention is counted under. */
export interface Name {
  readonly type: EntityType;
  /** As people are shown it. */
  readonly text: string;
  readonly key: string;
}

/**
 * Counts the mentions of one text: a pure function. Entities come in the order in which they first occur.
 * @param text the text they stand in
 * @param mentions what an extractor found in it, in order
 */
export function countEntities(text: string, mentions: readonly Mention[]): Entity[] {
  return countNames(namesOf(text, mentions));
}

/**
 * The names of the mentions of one text, one for each.
 * @param text the text they stand in
 * @param mentions what an extractor found in it, in order
 */
export function namesOf(text: string, mentions: readonly Mention[]): Name[] {
  const spelt = mentions.map(({ type, text: spelling }) => ({ type, text: cleanName(type, spelling) }));
  const first = withFullNames(text, mentions, spelt);
  const typed = withTypeOfMost(spelt, first);
  const full = typed === spelt ? first : withFullNames(text, mentions, typed);
  return withOneType(withoutVariants(text, mentions, full).map(keyed));
}

interface Spelling {
  readonly type: EntityType;
  readonly text: string;
}

/** People's shorter names become their full ones. */
function withFullNames(text: string, mentions: readonly Mention[], names: readonly Spelling[]): Spelling[] {
  const people = names.flatMap(({ type }, i) => (type === 'person' ? [i] : []));
  const fullNames = resolvePeople(
    people.map((i) => ({ name: names[i]?.text ?? '', before: wordBefore(text, mentions[i]?.start ?? 0) })),
  );
  const result = [...names];
  for (const [k, i] of people.entries()) result[i] = { type: 'person', text: fullNames[k] ?? '' };
  return result;
}

/**
 * Gives spellings of several types the most frequent type. A shorter name of a person stays a person's:
 * "Washington" is the city, except where it refers to Denzel Washington.
 */
function withTypeOfMost(names: readonly Spelling[], full: readonly Spelling[]): readonly Spelling[] {
  const keys = names.map(({ text }) => entityKey(text));
  const most = typesOfMost(names.map(({ type }, i) => ({ type, key: keys[i] ?? '' })));
  if (most.size === 0) return names;
  return names.map((name, i) => {
    const type = most.get(keys[i] ?? '') ?? name.type;
    const isShort = name.type === 'person' && full[i]?.text !== name.text;
    return type === name.type || isShort ? name : { type, text: cleanName(type, name.text) };
  });
}

/**
 * Acronyms that the text introduces become the names they are short for, and companies lose their "Inc" where
 * it has both.
 */
function withoutVariants(text: string, mentions: readonly Mention[], names: readonly Spelling[]): Spelling[] {
  const expansions = introducedAcronyms(text, mentions, names);
  const organizations = new Set(
    names.flatMap(({ type, text: name }) => (type === 'organization' ? [entityKey(name)] : [])),
  );
  return names.map((name): Spelling => {
    const expansion = name.type === 'person' ? undefined : expansions.get(entityKey(name.text));
    if (expansion !== undefined) return expansion;
    if (name.type !== 'organization') return name;
    const short = withoutCompanyEnding(name.text);
    const key = entityKey(short);
    return key !== entityKey(name.text) && organizations.has(key) ? { ...name, text: short } : name;
  });
}

/**
 * Abbreviations are written out; a name in words keeps the article's spelling, and is counted under the key
 * of the canonical one.
 */
function keyed({ type, text }: Spelling): Name {
  const canonical = canonicalName(text);
  if (canonical === undefined) return { type, text: shownSpelling(type, text), key: entityKey(text) };
  const shown = /\p{Ll}/u.test(text) ? text : canonical.text;
  return { type: canonical.type ?? type, text: shown, key: canonical.key };
}

function withOneType(names: readonly Name[]): Name[] {
  const most = typesOfMost(names);
  return names.map((name) => ({ ...name, type: most.get(name.key) ?? name.type }));
}

/** For each key with several types, the most frequent one; of equally frequent ones, the first. */
function typesOfMost(names: readonly Pick<Name, 'type' | 'key'>[]): Map<string, EntityType> {
  const counts = new Map<string, Map<EntityType, number>>();
  for (const { type, key } of names) {
    const types = counts.get(key) ?? new Map<EntityType, number>();
    types.set(type, (types.get(type) ?? 0) + 1);
    counts.set(key, types);
  }
  const most = new Map<string, EntityType>();
  for (const [key, types] of counts) {
    if (types.size < 2) continue;
    const [[type] = []] = [...types].toSorted(([, a], [, b]) => b - a);
    if (type !== undefined) most.set(key, type);
  }
  return most;
}

/**
 * "Sexual Minorities Uganda (SMUG)" or "SMUG (Sexual Minorities Uganda)": the acronym's key and the name it
 * is short for.
 */
function introducedAcronyms(
  text: string,
  mentions: readonly Mention[],
  names: readonly Spelling[],
): Map<string, Spelling> {
  const expansions = new Map<string, Spelling>();
  const introduce = (acronym: string, name: Spelling | undefined): void => {
    const key = entityKey(acronym);
    if (name === undefined || name.type === 'person' || expansions.has(key)) return;
    // "Iraqi Ministry of Finance (MoF)": the acronym may leave the country out.
    const rest = name.text.slice(name.text.indexOf(' ') + 1);
    if (abbreviates(acronym, name.text) || abbreviates(acronym, rest)) expansions.set(key, name);
  };
  for (const [i, { end }] of mentions.entries()) {
    if (!text.slice(end, end + MAX_BEFORE_BRACKET + 1).includes('(')) continue;
    const bracket = BRACKET.exec(text.slice(end, end + MAX_BRACKET));
    if (bracket?.[1] !== undefined) introduce(bracket[1], names[i]);
    const next = mentions[i + 1];
    if (next !== undefined && next.start - end < 4 && /^\s?\(["'“‘]?$/u.test(text.slice(end, next.start))) {
      introduce(names[i]?.text ?? '', names[i + 1]);
    }
  }
  return expansions;
}

/** An acronym alone in brackets. */
const BRACKET = /^(?:['’]s)?\s?\(\s?["'“‘]?((?=[^)]*\p{Lu})[\p{L}\p{N}&.-]{2,12})["'”’]?\s?\)/u;
const MAX_BRACKET = 24;
/** A possessive and a blank. */
const MAX_BEFORE_BRACKET = 3;

/** The word directly before an offset, in small letters; empty where none is. */
function wordBefore(text: string, at: number): string {
  const words = text.slice(Math.max(0, at - 16), at).trimEnd();
  return (/[\p{L}.]+$/u.exec(words)?.[0] ?? '').toLowerCase();
}
