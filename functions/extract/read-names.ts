/**
 * Extracts from a post's content the mentions, with their offsets in the content that was sent, and the names
 * that they are counted under. The names of the title are included on request. The steps: clean the text,
 * find names in it, correct them by conventions, count them, map the offsets back.
 */

import { countNames } from '../common/domain/merge.ts';
import type { Entity, Mention } from '../common/domain/post.ts';
import { asPeopleMean } from './conventions/conventions.ts';
import { type Name, namesOf } from './entities.ts';
import { isOtherLanguage, type Languages, otherLanguage } from './language/language.ts';
import { cleanText } from './text/clean.ts';
import type { EditedText } from './text/edits.ts';

/** Finds the names in a text: mentions in order, none overlapping another, each with its exact place. */
export type Find = (text: string) => readonly Mention[];

/**
 * A mention with the key that it is counted under. Its type is its own; it is counted under the type that the
 * name has in the article.
 */
export type CountedMention = Mention & {
  readonly key: string;
  /** The field of the mention, if that is not the content: its offsets are those in the title. */
  readonly field?: 'title';
};

/** The names of one text. */
export interface Extraction {
  /**
   * The language of a text that is certainly not in one of `languages`; such a text has no names.
   */
  readonly otherLanguage?: string;
  readonly entities: readonly Entity[];
  readonly mentions: readonly CountedMention[];
}

/** How the names of one text are read. */
export interface NameOptions {
  /** Mentions with a lower score are listed, but not counted. */
  readonly minScore: number;
  readonly languages: Languages;
  /** The language that the post declares; it is trusted. */
  readonly language?: string | undefined;
  /** A title whose names count with those of the content; undefined for none. */
  readonly title?: string | undefined;
}

/** The options that hold for all texts. */
export interface WorkOptions extends Omit<NameOptions, 'language' | 'title'> {
  /** Whether the names of titles count. */
  readonly titles: boolean;
}

/** Between title and content: a paragraph ends, so that no name goes from one into the other. */
const AFTER_TITLE = '\n\n';

/**
 * Reads the names of a content, unless it is surely in another language. The result depends on the arguments
 * alone, if `find` does.
 */
export async function readNamesInLanguages(
  find: Find,
  content: string,
  { minScore, languages, language, title }: NameOptions,
): Promise<Extraction> {
  // Read as one text: the title's "Merkel" is the content's "Angela Merkel".
  const before = title === undefined ? '' : `${title}${AFTER_TITLE}`;
  const source = `${before}${content}`;
  const cleaned = cleanText(source);
  const other = await findOtherLanguage(cleaned.text, languages, language);
  if (other !== undefined) return { otherLanguage: other, mentions: [], entities: [] };
  const { mentions, entities } = readCleaned(find, source, cleaned, minScore);
  return { entities, mentions: mentions.map((mention) => placed(mention, title, before.length)) };
}

/** A mention of title and content together, with its place in the one that has it. */
function placed(mention: CountedMention, title: string | undefined, contentStart: number): CountedMention {
  if (title !== undefined && mention.start < title.length) return { ...mention, field: 'title' };
  return { ...mention, start: mention.start - contentStart, end: mention.end - contentStart };
}

async function findOtherLanguage(
  text: string,
  languages: Languages,
  given: string | undefined,
): Promise<string | undefined> {
  if (given === undefined) return otherLanguage(text, languages);
  return isOtherLanguage(given, languages) ? given : undefined;
}

/** Reads the names of a content in whatever language: pure, if `find` is. */
export function readNames(find: Find, content: string, minScore = 0): Extraction {
  return readCleaned(find, content, cleanText(content), minScore);
}

function readCleaned(
  find: Find,
  content: string,
  { text, spanInSource }: EditedText,
  minScore: number,
): Extraction {
  const found = asPeopleMean(text, find(text));
  const names = namesOf(text, found);
  const counted: Name[] = [];
  const mentions = found.map((mention, i): CountedMention => {
    const { start, end } = spanInSource(mention);
    return { ...mention, text: content.slice(start, end), start, end, key: names[i]?.key ?? '' };
  });
  for (const [i, { score }] of found.entries()) {
    const name = names[i];
    if (name !== undefined && score >= minScore) counted.push(name);
  }
  return { mentions, entities: countNames(counted) };
}
