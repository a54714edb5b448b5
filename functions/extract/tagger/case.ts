/** How sentences are written, and what that says of their words: shouted headlines get the case of the text below. */
import { Kind, type TaggedDocument } from './document.ts';
import { List } from './gazetteer.ts';
import { Role } from './roles.ts';
import { Shape } from './shape.ts';
import { type Lexeme, titleCase, type Vocabulary, type Word } from './words.ts';

let documents = 0;

/** Finds out how each sentence is written, and counts the cases in which each lexeme occurs in plain ones. */
export function gatherCase(document: TaggedDocument): void {
  documents++;
  const { words, sentences, kinds } = document;
  for (let from = 0; from < words.length; ) {
    const sentence = sentences[from] as number;
    let to = from;
    let small = 0;
    let title = 0;
    let capitals = 0;
    for (; to < words.length && sentences[to] === sentence; to++) {
      const { shape, lexeme } = words[to] as Word;
      if (lexeme.lower.length < 4 && shape !== Shape.capitals) continue;
      if (shape === Shape.lower) small++;
      else if (shape === Shape.title || shape === Shape.mixed) title++;
      else if (shape === Shape.capitals && lexeme.lower.length > 1) capitals++;
    }
    const kind =
      capitals >= 3 && capitals >= 3 * (small + title)
        ? Kind.shouted
        : title >= 3 && title + capitals >= 4 * small
          ? Kind.title
          : Kind.plain;
    kinds[sentence] = kind;
    for (let i = from; i < to; i++) {
      const { lexeme, shape } = words[i] as Word;
      enter(lexeme);
      if (kind === Kind.shouted) continue;
      if (shape === Shape.lower) lexeme.small++;
      else if (shape === Shape.capitals) lexeme.capitals++;
      else if (kind === Kind.plain && i > from) lexeme.capital++;
    }
    from = to;
  }
}

function enter(lexeme: Lexeme): void {
  if (lexeme.document === documents) return;
  lexeme.document = documents;
  lexeme.small = 0;
  lexeme.capital = 0;
  lexeme.capitals = 0;
  lexeme.evidence = 0;
  lexeme.occurrences = 0;
  lexeme.margins.fill(0);
}

/** Gives the words of shouted sentences the case they have elsewhere in the text, or that the lists suggest. */
export function quieten(document: TaggedDocument, vocabulary: Vocabulary): void {
  const { words, sentences, kinds } = document;
  for (let i = 0; i < words.length; i++) {
    if (kinds[sentences[i] as number] !== Kind.shouted) continue;
    const word = words[i] as Word;
    if (word.shape !== Shape.capitals) continue;
    const { lexeme } = word;
    if (lexeme.capitals > 0) continue;
    const isName =
      lexeme.capital > 0 ||
      (lexeme.small === 0 && (lexeme.roles === 0 || (lexeme.roles & NAME_ROLES) !== 0) && !isCommon(lexeme));
    words[i] = vocabulary.wordOf(isName ? titleCase(word.text) : lexeme.lower);
    enter((words[i] as Word).lexeme);
  }
}

const NAME_ROLES = Role.organizationHead | Role.organizationTail | Role.placeHead;

function isCommon(lexeme: Lexeme): boolean {
  const places = List.country | List.region | List.city | List.nature;
  return (lexeme.lists & List.common) !== 0 && (lexeme.lists & places) === 0;
}
