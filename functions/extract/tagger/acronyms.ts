/**
 * Acronyms that the text itself explains, "Sexual Minorities Uganda (SMUG)": wherever they stand in the article they are the name, and
 * of its type.
 */
import type { EntityType, Mention } from '../../common/domain/post.ts';
import { abbreviates } from '../names.ts';
import type { TaggedDocument } from './document.ts';
import { Shape } from './shape.ts';
import { Mark } from './terms.ts';
import type { Word } from './words.ts';

/** The mentions together with the other occurrences of the acronyms that they introduce. */
export function withAcronyms(text: string, document: TaggedDocument, found: readonly Mention[]): Mention[] {
  const mentions = withExplainedNames(text, document, found);
  const types = introduced(document, mentions);
  if (types.size === 0) return [...mentions];
  const all: Mention[] = [];
  let next = 0;
  for (let run = 0; run < document.runStarts.length; run++) {
    for (let token = document.runStarts[run] as number; token < (document.runEnds[run] as number); token++) {
      const start = document.starts[token] as number;
      const end = document.ends[token] as number;
      const type = types.get((document.words[token] as Word).text);
      if (type === undefined) continue;
      while (next < mentions.length && (mentions[next] as Mention).end <= start)
        all.push(mentions[next++] as Mention);
      const covering = mentions[next];
      const isCovered = covering !== undefined && covering.start < end;
      if (isCovered && (covering.start !== start || covering.end !== end)) continue;
      all.push({ type, text: text.slice(start, end), start, end });
      if (isCovered) next++;
    }
  }
  return [...all, ...mentions.slice(next)];
}

/** Longest name looked for before an acronym, in words. */
const MAX_EXPANSION = 10;

/** Adds the names that an acronym in brackets has the initials of, where the labels have another name or none. */
function withExplainedNames(
  text: string,
  document: TaggedDocument,
  mentions: readonly Mention[],
): readonly Mention[] {
  const { words, starts, ends, before, after, sentences, runStarts } = document;
  const added: Mention[] = [];
  for (const token of runStarts) {
    const word = words[token] as Word;
    if (word.shape !== Shape.capitals || word.text.length < 3) continue;
    if (((before[token] as number) & Mark.open) === 0 || ((after[token] as number) & Mark.close) === 0)
      continue;
    const end = ends[token - 1] ?? 0;
    for (let i = token - 2; i >= Math.max(0, token - MAX_EXPANSION); i--) {
      if (sentences[i] !== sentences[token] || ((after[i] as number) & BREAKS) !== 0) break;
      if (!(words[i] as Word).capital) continue;
      const start = starts[i] as number;
      if (!abbreviates(word.text, text.slice(start, end))) continue;
      added.push({ type: 'organization', text: text.slice(start, end), start, end });
      break;
    }
  }
  return added.length === 0 ? mentions : merged(mentions, added);
}

/** Both lists in one, each in order; of two that overlap the added one stays unless the other holds it. */
function merged(mentions: readonly Mention[], added: readonly Mention[]): Mention[] {
  const all: Mention[] = [];
  let next = 0;
  for (const name of added) {
    while (next < mentions.length && (mentions[next] as Mention).end <= name.start)
      all.push(mentions[next++] as Mention);
    const other = mentions[next];
    if (other !== undefined && other.start <= name.start && other.end >= name.end) continue;
    if (name.start < (all.at(-1)?.end ?? 0)) continue;
    while (next < mentions.length && (mentions[next] as Mention).start < name.end) next++;
    all.push(name);
  }
  return [...all, ...mentions.slice(next)];
}

const BREAKS = Mark.colon | Mark.close | Mark.open | Mark.stop;

/** The type of each acronym that stands in brackets behind the name it is short for. */
function introduced(document: TaggedDocument, mentions: readonly Mention[]): Map<string, EntityType> {
  const types = new Map<string, EntityType>();
  let token = 0;
  for (const { type, text, end } of mentions) {
    if (type === 'person') continue;
    while (token < document.words.length && (document.starts[token] as number) < end) token++;
    const word = document.words[token];
    if (word === undefined || !word.capital) continue;
    if ((document.starts[token] as number) - end > 4) continue;
    if (((document.before[token] as number) & Mark.open) === 0) continue;
    if (((document.after[token] as number) & Mark.close) === 0) continue;
    if (!types.has(word.text) && abbreviates(word.text, text)) types.set(word.text, type);
  }
  return types;
}
