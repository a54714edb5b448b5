/**
 * Tallies: articles and mentions of a name in one integer, so that one increment counts both. Firestore takes
 * 500 increments a document in a commit, and the time to read a document grows with its fields. With one
 * field a name instead of two, a document holds twice the names. In decimal a person can read a tally too:
 * 3000000007 is 3 articles with 7 mentions.
 *
 * Tallies of one sign add up like numbers. `createDayDocuments` closes a document before the mentions of a
 * name could reach the articles' digits. Up to 9,007,199 articles fit below 2^53, up to which JavaScript
 * counts exactly.
 */

const ARTICLE = 1_000_000_000;

/** The most mentions that all writes to one document may add up to. */
export const MAX_MENTIONS_PER_DOCUMENT = ARTICLE - 1;

/** The tally of some articles with some mentions. */
export function tallyOf(articles: number, mentions: number): number {
  return articles * ARTICLE + mentions;
}

/** The articles of a tally. */
export function articlesIn(tally: number): number {
  return Math.trunc(tally / ARTICLE) + 0;
}

/** The mentions of a tally. */
export function mentionsIn(tally: number): number {
  return (tally % ARTICLE) + 0;
}

/**
 * The field name of a text. Firestore reserves names of the form `__x__`.
 * @see https://firebase.google.com/docs/firestore/quotas#collections_documents_and_fields
 */
export function fieldOf(text: string): string {
  return text.startsWith('\\') || /^__.*__$/su.test(text) ? `\\${text}` : text;
}

/** The text of a field name. */
export function textOf(field: string): string {
  return field.startsWith('\\') ? field.slice(1) : field;
}
