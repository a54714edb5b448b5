/**
 * The evidence of compromise's lexicon about a word by itself: bits that a word's vector may hold beside its
 * table rows. The weights file names the columns that its network was trained with; a file with a column of
 * another name is refused.
 */
import { openLexicon } from './lexicon.ts';

/** Columns set by the tags of the word itself. */
const TAGS = {
  'first-name': 'FirstName MaleName FemaleName',
  'male-name': 'MaleName',
  'female-name': 'FemaleName',
  'last-name': 'LastName',
  person: 'Person',
  honorific: 'Honorific',
  actor: 'Actor',
  country: 'Country',
  region: 'Region',
  city: 'City',
  place: 'Place',
  organization: 'Organization',
  'sports-team': 'SportsTeam',
  demonym: 'Demonym',
  'proper-noun': 'ProperNoun',
  date: 'Date Month WeekDay Duration Holiday',
  number: 'Value Cardinal Ordinal TextValue Fraction Multiple Unit Currency',
  verb: 'Infinitive PresentTense Imperative Verb PhrasalVerb',
  'past-tense': 'PastTense',
  participle: 'Gerund Participle',
  adjective: 'Adjective Comparative Superlative',
  noun: 'Singular Uncountable Noun',
  plural: 'Plural',
  function:
    'Determiner Pronoun Preposition Conjunction Modal Copula QuestionWord Possessive Reflexive Negative Condition Expression Adverb',
  abbreviation: 'Abbreviation',
} as const;

/** Columns set by the tags of a longer name that holds the word, as "Aires" of "Buenos Aires". */
const PHRASE_TAGS = {
  'in-person': 'Person',
  'in-place': 'Country Region City Place',
  'in-organization': 'Organization SportsTeam',
} as const;

/**
 * Columns set by compromise's own lists: words whose tag depends on their neighbours, and words that bodies
 * and places are named with.
 */
const LISTS = ['maybe-person', 'maybe-place', 'organization-word', 'place-word'] as const;

/** The names of the columns; column `i` is bit `i` of a word's evidence. */
export const evidenceColumns: readonly string[] = [
  ...Object.keys(TAGS),
  ...Object.keys(PHRASE_TAGS),
  ...LISTS,
];

/** Shorter words of longer names say nothing: "de", "al". */
const MIN_PHRASE_WORD = 3;

/** Reads the lexicon: the bits of a word's evidence. */
export function readEvidence(): (word: string) => number {
  const { entries, switches, organizationWords, placeWords, tagsOf } = openLexicon();
  const known = new Map<string, number>();
  const set = (word: string, bits: number): void => {
    if (bits !== 0) known.set(word, (known.get(word) ?? 0) | bits);
  };
  const ofTag = bitsByTag(TAGS, 0);
  const ofPhraseTag = bitsByTag(PHRASE_TAGS, Object.keys(TAGS).length);
  for (const entry of entries) {
    const tags = tagsOf(entry);
    if (!entry.includes(' ')) {
      set(entry, sumOf(ofTag, tags));
      continue;
    }
    const bits = sumOf(ofPhraseTag, tags);
    if (bits !== 0) for (const word of entry.split(' ')) if (word.length >= MIN_PHRASE_WORD) set(word, bits);
  }
  for (const [word, kinds] of switches) {
    if (kinds.includes('Person')) set(word, bitOf('maybe-person'));
    if (kinds.includes('Place')) set(word, bitOf('maybe-place'));
  }
  for (const word of organizationWords) set(word, bitOf('organization-word'));
  for (const word of placeWords) set(word, bitOf('place-word'));
  const bitsOf = (lower: string): number => known.get(lower) ?? 0;
  return (word) => {
    const lower = word.toLowerCase();
    const bits = bitsOf(lower);
    return bits === 0 && lower.endsWith('.') ? bitsOf(lower.slice(0, -1)) : bits;
  };
}

function bitOf(column: (typeof LISTS)[number]): number {
  return 1 << evidenceColumns.indexOf(column);
}

function bitsByTag(columns: Readonly<Record<string, string>>, first: number): Map<string, number> {
  const bits = new Map<string, number>();
  for (const [i, tags] of Object.values(columns).entries()) {
    for (const tag of tags.split(' ')) bits.set(tag, (bits.get(tag) ?? 0) | (1 << (first + i)));
  }
  return bits;
}

function sumOf(bits: ReadonlyMap<string, number>, tags: readonly string[]): number {
  return tags.reduce((sum, tag) => sum | (bits.get(tag) ?? 0), 0);
}
