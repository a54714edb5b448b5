/**
 * Resolves people within one article: "Mr Kato" is the David Kato named before. A shorter name joins the last
 * full name before it that holds its words in order, else the first after it. It matches by surname first,
 * else by any other word, for names that begin with the family's.
 */
import { personWords } from './names.ts';

export interface PersonMention {
  /** The name without titles. */
  readonly name: string;
  /** The word before the mention, in small letters: a title, perhaps. */
  readonly before: string;
}

type Gender = 'female' | 'male' | undefined;

interface Person {
  readonly name: string;
  readonly words: readonly string[];
  gender: Gender;
}

const FEMALE = new Set(['mrs', 'ms', 'miss', 'madam', 'mme', 'lady', 'queen', 'princess', 'dame', 'señora']);
const MALE = new Set(['mr', 'sir', 'lord', 'king', 'prince', 'monsieur', 'señor']);
/**
 * People with one word in common that are looked through: articles name few, and lists of thousands must stay
 * linear.
 */
const MAX_LOOKED_AT = 8;

/** The full name of each mention, in the order of the mentions. */
export function resolvePeople(mentions: readonly PersonMention[]): string[] {
  const named = mentions.map(({ name, before }) => ({
    name,
    words: personWords(name),
    gender: genderOf(before),
  }));
  const byWord = new Map<string, { readonly person: Person; readonly at: number }[]>();
  const people = new Map<string, Person>();
  for (const [at, { name, words, gender }] of named.entries()) {
    if (words.length < 2) continue;
    const key = words.join(' ');
    const person = people.get(key) ?? { name, words, gender };
    person.gender ??= gender;
    people.set(key, person);
    for (const word of new Set(words)) {
      const list = byWord.get(word);
      if (list === undefined) byWord.set(word, [{ person, at }]);
      else list.push({ person, at });
    }
  }
  const cursors = new Map<string, number>();
  return named.map(({ name, words, gender }, at) => {
    const word = words.at(-1) ?? '';
    const list = byWord.get(word);
    const spelt = people.get(words.join(' '))?.name ?? name;
    if (list === undefined) return spelt;
    // The mentions come in order, so how many of the list stand before only grows.
    let passed = cursors.get(word) ?? 0;
    while (passed < list.length && (list[passed] as { at: number }).at < at) passed++;
    cursors.set(word, passed);
    const nearby = [
      ...list.slice(Math.max(0, passed - MAX_LOOKED_AT), passed).reverse(),
      ...list.slice(passed, passed + MAX_LOOKED_AT),
    ].map(({ person }) => person);
    const longer = nearby.filter(
      (person) =>
        person.words.length > words.length &&
        isWithin(words, person.words) &&
        (gender === undefined || person.gender === undefined || person.gender === gender),
    );
    const found = longer.find((person) => person.words.at(-1) === word) ?? longer[0];
    if (found === undefined) return spelt;
    found.gender ??= gender;
    return found.name;
  });
}

function genderOf(before: string): Gender {
  const word = before.replace('.', '');
  return FEMALE.has(word) ? 'female' : MALE.has(word) ? 'male' : undefined;
}

/** Whether the words stand in the longer list in the same order. */
function isWithin(words: readonly string[], longer: readonly string[]): boolean {
  let at = 0;
  for (const word of longer) if (word === words[at]) at++;
  return at === words.length;
}
