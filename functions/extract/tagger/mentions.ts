/** From labels to mentions, with the edges of names trimmed to what newswire counts as the name. */
import { MAX_ENTITY_TEXT_LENGTH, type Mention } from '../../common/post.ts';
import type { TaggedDocument } from './document.ts';
import { OUTSIDE, Position, positionOf, typeName, typeOf } from './labels.ts';
import { Role } from './roles.ts';
import type { Word } from './words.ts';

/**
 * The mentions that the labels mark, in order.
 * @param text the text the document was read from
 */
export function mentionsOf(text: string, document: TaggedDocument, labels: Uint8Array): Mention[] {
  const mentions: Mention[] = [];
  let first = 0;
  for (let token = 0; token < labels.length; token++) {
    const label = labels[token] as number;
    if (label === OUTSIDE) continue;
    const position = positionOf(label);
    if (position === Position.begin || position === Position.unit) first = token;
    if (position === Position.begin || position === Position.inside) continue;
    const type = typeName(typeOf(label));
    let begin = first;
    while (begin < token && isDropped(document.words[begin] as Word, type)) begin++;
    const start = document.starts[begin] as number;
    const end = document.ends[token] as number;
    if (end - start <= MAX_ENTITY_TEXT_LENGTH)
      mentions.push({ type, text: text.slice(start, end), start, end });
  }
  return mentions;
}

/** Whether a name does not begin with this word although it was marked so. */
function isDropped(word: Word, type: Mention['type']): boolean {
  const { lower, roles } = word.lexeme;
  return lower === 'the' || (type === 'person' && (roles & Role.honorific) !== 0);
}
