/**
 * Acronyms that the text itself explains, "Sexual Minorities Uganda (SMUG)": wherever they stand in the article they are the name, and
 * of its type.
 */
import type { EntityType, Mention } from '../../common/post.ts';
import { abbreviates } from '../names.ts';
import type { TaggedDocument } from './document.ts';
import { Mark, type Word } from './words.ts';

/** The mentions together with the other occurrences of the acronyms that they introduce. */
export function withAcronyms(text: string, document: TaggedDocument, mentions: readonly Mention[]): Mention[] {
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
      while (next < mentions.length && (mentions[next] as Mention).end <= start) all.push(mentions[next++] as Mention);
      const covering = mentions[next];
      const isCovered = covering !== undefined && covering.start < end;
      if (isCovered && (covering.start !== start || covering.end !== end)) continue;
      all.push({ type, text: text.slice(start, end), start, end });
      if (isCovered) next++;
    }
  }
  return [...all, ...mentions.slice(next)];
}

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
