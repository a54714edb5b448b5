/**
 * From the mentions of one text to its counted entities. Within the article, what readers take for one is counted as one: a bare
 * surname and the full name, an acronym and the name it was introduced for, a company with and without its "Inc".
 */
import { entityKey } from '../common/domain/keys.ts';
import { countNames } from '../common/domain/merge.ts';
import type { Entity, EntityType, Mention } from '../common/domain/post.ts';
import { abbreviates, cleanName, withoutCompanyEnding } from './names.ts';
import { resolvePeople } from './people.ts';
import { shownSpelling } from './spelling.ts';

/**
 * Counts the mentions of one text: a pure function. Entities come in the order in which they first occur.
 * @param text the text they stand in
 * @param mentions what an extractor found in it, in order
 */
export function countEntities(text: string, mentions: readonly Mention[]): Entity[] {
  const names = mentions.map(({ type, text: spelling }) => ({ type, text: cleanName(type, spelling) }));
  const people = mentions.flatMap(({ type }, i) => (type === 'person' ? [i] : []));
  const fullNames = resolvePeople(
    people.map((i) => ({ name: names[i]?.text ?? '', before: wordBefore(text, mentions[i]?.start ?? 0) })),
  );
  for (const [k, i] of people.entries()) names[i] = { type: 'person', text: fullNames[k] ?? '' };
  const expansions = introducedAcronyms(text, mentions, names);
  const spelt = new Set(names.map(({ type, text: name }) => `${type} ${entityKey(name)}`));
  const counted = names.map((name): Name => {
    const expansion = name.type === 'person' ? undefined : expansions.get(acronymKey(name.text));
    if (expansion !== undefined) return expansion;
    if (name.type !== 'organization') return name;
    const short = withoutCompanyEnding(name.text);
    return spelt.has(`organization ${entityKey(short)}`) ? { ...name, text: short } : name;
  });
  return countNames(counted.map(({ type, text: name }) => ({ type, text: shownSpelling(type, name) })));
}

interface Name {
  readonly type: EntityType;
  readonly text: string;
}

/** "Sexual Minorities Uganda (SMUG)" or "SMUG (Sexual Minorities Uganda)": the acronym's key and the name it is short for. */
function introducedAcronyms(
  text: string,
  mentions: readonly Mention[],
  names: readonly Name[],
): Map<string, Name> {
  const expansions = new Map<string, Name>();
  const introduce = (acronym: string, name: Name | undefined): void => {
    const key = acronymKey(acronym);
    if (name === undefined || name.type === 'person' || expansions.has(key)) return;
    if (abbreviates(acronym, name.text)) expansions.set(key, name);
  };
  for (const [i, { end }] of mentions.entries()) {
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

function acronymKey(acronym: string): string {
  return entityKey(acronym.replaceAll('.', ''));
}

/** The word directly before an offset, in small letters; empty where none is. */
function wordBefore(text: string, at: number): string {
  const words = text.slice(Math.max(0, at - 16), at).trimEnd();
  return (/[\p{L}.]+$/u.exec(words)?.[0] ?? '').toLowerCase();
}
