/**
 * Stock compromise as an extractor: the people, places and organizations it finds by itself, with exact
 * offsets.
 */
import nlp from 'compromise';
import { type EntityType, entityTypes, MAX_ENTITY_TEXT_LENGTH, type Mention } from '../common/domain/post.ts';

type Term = ReturnType<typeof nlp>['document'][number][number];

interface Span {
  readonly type: EntityType;
  readonly start: number;
  readonly end: number;
}

type Doc = ReturnType<typeof nlp>;

/** How compromise is asked for the names of a type. */
const selections = {
  person: (doc: Doc) => doc.people(),
  place: (doc: Doc) => doc.places(),
  organization: (doc: Doc) => doc.organizations(),
} satisfies Record<EntityType, unknown>;

/** Compromise tells no doubt. */
const CERTAIN = 1;

/** Possessive ending: the name goes on without it. */
const POSSESSIVE = /['’ʼ]s?$/u;

/**
 * Finds names with stock compromise (https://github.com/spencermountain/compromise): pure, so the same text
 * gives the same mentions in every process.
 * @param text the content of a post
 * @returns mentions in order, none overlapping another; `text.slice(start, end)` is a mention's text
 */
export function extractWithCompromise(text: string): Mention[] {
  const doc = nlp(text);
  const places = offsetsOf(doc.document);
  const spans = entityTypes.flatMap((type) =>
    selections[type](doc).fullPointer.flatMap(([sentence, first, end]) =>
      spanOf(type, places[sentence ?? 0]?.slice(first, end) ?? []),
    ),
  );
  return withoutOverlaps(spans).flatMap(({ type, start, end }) => mentionOf(text, type, start, end));
}

interface Place {
  readonly start: number;
  readonly end: number;
}

/** The place of each term in the text. A contraction's second half has no characters of its own. */
function offsetsOf(sentences: readonly (readonly Term[])[]): Place[][] {
  let offset = 0;
  return sentences.map((sentence) =>
    sentence.map((term) => {
      const start = offset + term.pre.length;
      const end = start + term.text.length;
      offset = end + term.post.length;
      return { start, end };
    }),
  );
}

function spanOf(type: EntityType, terms: readonly Place[]): Span[] {
  const [first] = terms;
  const last = terms.at(-1);
  return first === undefined || last === undefined ? [] : [{ type, start: first.start, end: last.end }];
}

/** The longest of overlapping spans stays; among equals the one whose type was asked first. */
function withoutOverlaps(spans: readonly Span[]): Span[] {
  const byPlace = spans.toSorted((a, b) => a.start - b.start || b.end - a.end);
  const kept: Span[] = [];
  for (const span of byPlace) {
    if (span.start >= (kept.at(-1)?.end ?? 0)) kept.push(span);
  }
  return kept;
}

function mentionOf(content: string, type: EntityType, start: number, end: number): Mention[] {
  const text = content.slice(start, end).replace(POSSESSIVE, '');
  if (text.trim() === '' || text.length > MAX_ENTITY_TEXT_LENGTH) return [];
  return [{ type, text, start, end: start + text.length, score: CERTAIN }];
}
