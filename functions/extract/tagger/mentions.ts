/**
 * From labels to mentions, with what newswire counts as the name: no article, no title, no office before it; peoples and their
 * adjectives are not places; an office alone is nobody's name.
 */
import { type EntityType, MAX_ENTITY_TEXT_LENGTH, type Mention } from '../../common/domain/post.ts';
import type { TaggedDocument } from './document.ts';
import { type Gazetteer, List } from './gazetteer.ts';
import { pair } from './hash.ts';
import { OUTSIDE, Position, positionOf, typeName, typeOf } from './labels.ts';
import { Role } from './roles.ts';
import type { Word } from './words.ts';

/** A name as tokens: from `first` to `last`, both inclusive. */
interface Name {
  readonly type: EntityType;
  readonly first: number;
  readonly last: number;
}

/**
 * The mentions that the labels mark, in order.
 * @param text the text the document was read from
 */
export function mentionsOf(
  text: string,
  document: TaggedDocument,
  labels: Uint8Array,
  gazetteer: Gazetteer,
): Mention[] {
  const mentions: Mention[] = [];
  let first = 0;
  for (let token = 0; token < labels.length; token++) {
    const label = labels[token] as number;
    if (label === OUTSIDE) continue;
    const position = positionOf(label);
    if (position === Position.begin || position === Position.unit) first = token;
    if (position === Position.begin || position === Position.inside) continue;
    for (const name of settle({ type: typeName(typeOf(label)), first, last: token }, document, gazetteer)) {
      const start = document.starts[name.first] as number;
      const end = document.ends[name.last] as number;
      if (end - start > MAX_ENTITY_TEXT_LENGTH) continue;
      mentions.push({ type: name.type, text: text.slice(start, end), start, end });
    }
  }
  return mentions;
}

/** The names that stand in what was labelled as one: mostly itself, without its article or title. */
function settle(name: Name, document: TaggedDocument, gazetteer: Gazetteer): Name[] {
  const rolesAt = (i: number): number => (document.words[i] as Word).lexeme.roles;
  let { first } = name;
  while (first < name.last && (document.words[first] as Word).lexeme.lower === 'the') first++;
  if (name.type === 'person') return settlePerson({ ...name, first }, document, gazetteer);
  const lists = listsOf(document, first, name.last, gazetteer);
  const isCountry = (lists & List.country) !== 0;
  if ((lists & List.demonym) !== 0 && (lists & PLACES) === 0) return [];
  if (isCountry) return [{ type: 'place', first, last: name.last }];
  const isBare = first === name.last && (rolesAt(first) & (Role.placeHead | Role.direction)) !== 0;
  if (name.type === 'place' && isBare && (lists & PLACES) === 0) return [];
  return [{ ...name, first }];
}

const PLACES = List.country | List.region | List.city | List.nature;

/** Cuts off all up to the last title; what stands before it may be the country whose office it is. */
function settlePerson(name: Name, document: TaggedDocument, gazetteer: Gazetteer): Name[] {
  const wordAt = (i: number): Word => document.words[i] as Word;
  let { first } = name;
  for (let i = name.first; i < name.last; i++) {
    if ((wordAt(i).lexeme.roles & Role.title) !== 0 && wordAt(i).capital) first = i + 1;
  }
  while (first < name.last && (wordAt(first).lexeme.roles & Role.honorific) !== 0) first++;
  let isOffice = true;
  for (let i = first; i <= name.last; i++) {
    isOffice &&= (wordAt(i).lexeme.roles & (Role.title | Role.honorific | Role.office)) !== 0;
  }
  if (isOffice) return [];
  const person = { ...name, first };
  const isCountry =
    first > name.first + 1 &&
    (wordAt(name.first).lexeme.lists & List.country) !== 0 &&
    !isTitle(wordAt(name.first));
  return isCountry && (listsOf(document, name.first, name.first, gazetteer) & List.country) !== 0
    ? [{ type: 'place', first: name.first, last: name.first }, person]
    : [person];
}

function isTitle(word: Word): boolean {
  return (word.lexeme.roles & (Role.title | Role.honorific)) !== 0;
}

/** The lists in which the whole name stands. */
function listsOf(document: TaggedDocument, first: number, last: number, gazetteer: Gazetteer): number {
  let hash = (document.words[first] as Word).lexeme.folded;
  for (let i = first + 1; i <= last; i++) hash = pair(hash, (document.words[i] as Word).lexeme.folded);
  return gazetteer.listsOf(hash);
}
