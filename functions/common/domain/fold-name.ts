/**
 * Folds a name to the form in which names are compared: case, white space, hyphens, full stops, quotation
 * marks, invisible characters and the British spelling of some words make no other name. Which different
 * words mean the same name is decided in `canonical-names.ts`.
 */

/**
 * Characters without a form of their own: soft hyphen, zero-width space and joiners, word joiner, variation
 * selectors, tags, and the marks that turn the direction of writing.
 */
export const INVISIBLE = /[\p{Default_Ignorable_Code_Point}\p{Bidi_Control}]/gu;
const QUOTES = /[‘’ʼʻ‛`´＇]/gu;
const HYPHENS = /[‐‑‒–−﹣－]/gu;
/** A hyphen within a name: "al-Qaeda" and "Al Qaeda" are one. */
const JOINING_HYPHEN = /(?<=[\p{L}\p{M}\p{N}.'])-(?=[\p{L}\p{N}'])/gu;
/** A run of initials or of letters with stops: "u.s.", "j. k.", "n.y.p.d". */
const INITIALS = /^(?:\p{L}\p{M}*\.)*\p{L}?\p{M}*\.?$/u;
const LAST_STOPS = /(?<=[^.])\.+$/u;
/**
 * Folding twice can still change a few code points (titlecase digraphs, dotted I), so it runs to its fixed
 * point.
 */
const MAX_ROUNDS = 8;
/**
 * Most names have none of what the slower steps look for; single letters are in it because initials are
 * joined.
 */
const SIMPLE = /^(?:[a-z]{2,} )*[a-z]{2,}$/u;
/** Folding changes nothing but the case of these. */
const PLAIN = /^(?:[A-Za-z]+ )*[A-Za-z]+$/;

/**
 * British words and their American spelling: only words in names of organizations, and none that
 * distinguishes two of them.
 */
const SPELLINGS: ReadonlyMap<string, string> = new Map([
  ['centre', 'center'],
  ['centres', 'centers'],
  ['defence', 'defense'],
  ['programme', 'program'],
  ['programmes', 'programs'],
]);
const ISATION = /isation(s?)$/u;

/**
 * Folds case without regard to locale. Upper-casing first expands what lower-casing alone keeps apart
 * (ß and SS), and a final sigma is the same letter as any other sigma; after Unicode's default caseless
 * matching (The Unicode Standard, section 3.13), which also normalises before and after.
 */
function foldCase(text: string): string {
  return text.normalize('NFC').toUpperCase().toLowerCase().replaceAll('ς', 'σ').normalize('NFC');
}

/** Folds case to its fixed point; lone surrogates count as U+FFFD. */
export function foldCaseFully(text: string): string {
  let before = text.toWellFormed();
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const after = foldCase(before);
    if (after === before) return after;
    before = after;
  }
  return before;
}

/** White space as one blank between words, none around. */
export function collapse(text: string): string {
  return text.replace(/\s+/gu, ' ').trim();
}

/** The folded form of a name, its possessive kept. Empty only for a text of white space. */
export function foldName(text: string): string {
  const cased = PLAIN.test(text) ? text.toLowerCase() : collapse(foldCaseFully(text));
  if (SIMPLE.test(cased)) return cased.includes('isation') || mayBeBritish(cased) ? respelt(cased) : cased;
  const plain = collapse(
    cased.replace(INVISIBLE, '').replace(QUOTES, "'").replace(HYPHENS, '-').replace(JOINING_HYPHEN, ' '),
  );
  const settled = respelt(withoutStops(plain));
  return settled === '' ? cased : settled;
}

/** The folded name without its possessive ending, or several of them; an ending alone stays. */
export function withoutPossessive(folded: string): string {
  let end = folded.length;
  for (let next = endBefore(folded, end); next > 0; next = endBefore(folded, end)) end = next;
  // Folding drops the last stop of a word, which can make an initial of it.
  return withoutStops(folded.slice(0, end));
}

/**
 * Where the text before a possessive ending at `end` ends, blanks and stops left out; 0 where there is no
 * such ending, or no text before it.
 */
function endBefore(text: string, end: number): number {
  if (!text.endsWith("'s", end) && !text.endsWith("s'", end)) return 0;
  let at = text.endsWith("'s", end) ? end - 2 : end - 1;
  while (text.endsWith(' ', at)) at -= 1;
  let word = at;
  while (text.endsWith('.', word)) word -= 1;
  // Stops alone are no abbreviation's.
  return word === 0 || text.endsWith(' ', word) ? at : word;
}

/**
 * Drops the stops of abbreviations and initials and joins what they leave: "j. k. rowling" and "j.k. rowling"
 * are "jk rowling".
 */
function withoutStops(text: string): string {
  if (!text.includes('.') && !/(?:^| )\S(?: |$)/u.test(text)) return text;
  const words: string[] = [];
  let initials = '';
  const close = (): void => {
    if (initials !== '') words.push(initials);
    initials = '';
  };
  for (const word of text.split(' ')) {
    if (INITIALS.test(word) && word !== '.') {
      initials += word.replaceAll('.', '');
      continue;
    }
    close();
    words.push(word.replace(LAST_STOPS, ''));
  }
  close();
  return words.join(' ');
}

function mayBeBritish(text: string): boolean {
  return text.includes('centre') || text.includes('defence') || text.includes('programme');
}

function respelt(text: string): string {
  return text
    .split(' ')
    .map((word) => SPELLINGS.get(word) ?? word.replace(ISATION, 'ization$1'))
    .join(' ');
}
