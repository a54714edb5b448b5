/**
 * Whether a text is certainly in a language other than those searched for names. Only long, certain texts
 * count: names alone look foreign, so "Macron meets Scholz in Berlin" shows no language. The rule was chosen
 * on 5,246 English texts of at least 250 characters (news, encyclopaedia, posts, result lines), and skips
 * none of them. It was also chosen on 20 news paragraphs in 20 other languages, and skips all of them. eld is
 * the fastest of the detectors that were compared, and the one with the fewest errors (docs/decisions.md). It
 * is loaded with the first text that needs it, because its tables take 30 MB of a process's heap.
 */
/** Less is not enough to tell, in UTF-16 code units; scripts without blanks say more in fewer. */
const MIN_LENGTH = 250;
const MIN_LENGTH_OTHER_SCRIPT = 60;
/** The part of a text that is examined. */
const SAMPLE = 600;
/** The least lead of the language's score over that of each wanted one; scores are 0 to 1. */
const MARGIN = 0.08;

/** Words that stand in every English text and in no other language's. */
const ENGLISH_WORDS = /\b(?:the|and|that|with|said)\b/g;
/**
 * A sample with this number of them needs no detector, which costs a tenth of an extraction and 80 MB a
 * process.
 */
const PLAINLY_ENGLISH = 5;
/** English words that are rare in texts in other languages, except in titles. */
const RARE_ELSEWHERE = /\b(?:the|and|that|with|said|from|which|this|has|been|were|their|would|they)\b/g;
/** Those, and words that other languages have too. */
const SHORT_WORDS =
  /\b(?:the|and|that|with|said|from|which|this|has|had|been|were|their|would|they|who|his|not|but|are|about|after|an|as|at|it|its|of|to|a|in|for|on|by|was|is|be|have|will)\b/g;
const WORDS = /[\p{L}\p{M}\d]+/gu;
/**
 * Of 15,360 summaries of news of 250 characters and more, 3 % have less. Of the paragraphs in other languages
 * the nearest is Afrikaans: as large a share, but none of the rare ones; then Dutch, with 15 %.
 */
const PLAINLY_ENGLISH_SHARE = { rareElsewhere: 2, shortWords: 0.18 } as const;

/** Words that may be names. */
const CAPITAL_WORDS = /\p{Lu}[\p{L}\p{M}'’-]*/gu;

/** The languages that names are looked for in: tags of two letters, or all of them. */
export type Languages = readonly string[] | 'all';

/** Reads the setting: "en", "en,fr", "all". */
export function languagesOf(setting: string): Languages {
  return setting === 'all' ? 'all' : setting.split(',');
}

/**
 * The language of a text that is certainly none of the wanted ones, else undefined.
 * @param text cleaned of markup
 */
export async function otherLanguage(text: string, wanted: Languages): Promise<string | undefined> {
  if (wanted === 'all') return undefined;
  const sample = text.slice(0, SAMPLE);
  if (wanted.includes('en') && isPlainlyEnglish(sample)) return undefined;
  const isLatin = /\p{Script=Latin}{3}/u.test(sample.slice(0, MIN_LENGTH_OTHER_SCRIPT));
  if (sample.length < (isLatin ? MIN_LENGTH : MIN_LENGTH_OTHER_SCRIPT)) return undefined;
  const { eld } = await import('eld/extrasmall');
  const detect = (part: string): string | undefined => {
    const found = eld.detect(part);
    if (found.language === '' || wanted.includes(found.language)) return undefined;
    const scores = found.getScores();
    const best = scores[found.language] ?? 0;
    return wanted.every((language) => best - (scores[language] ?? 0) > MARGIN) ? found.language : undefined;
  };
  const language = detect(sample);
  // A list of names looks foreign in any language, so the words between them have to agree.
  if (language === undefined || detect(sample.replace(CAPITAL_WORDS, '')) === undefined) return undefined;
  return language;
}

/** Whether a language that a post says of itself is none of the wanted ones: "pt-BR" is "pt". */
export function isOtherLanguage(tag: string, wanted: Languages): boolean {
  return wanted !== 'all' && !wanted.includes((tag.split('-')[0] ?? '').toLowerCase());
}

function isPlainlyEnglish(sample: string): boolean {
  const count = (pattern: RegExp): number => sample.match(pattern)?.length ?? 0;
  if (count(ENGLISH_WORDS) >= PLAINLY_ENGLISH) return true;
  return (
    count(RARE_ELSEWHERE) >= PLAINLY_ENGLISH_SHARE.rareElsewhere &&
    count(SHORT_WORDS) >= PLAINLY_ENGLISH_SHARE.shortWords * count(WORDS)
  );
}
