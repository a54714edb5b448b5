/// <reference lib="dom" />
/**
 * Places the words of a cloud with d3-cloud, which lays words out by the shape of their letters (after
 * Wordle's algorithm: J. Feinberg, in Beautiful Visualization, 2010, chapter 3). A size follows the square
 * root of the count, because people see a word by its area. The least count shown has the smallest size, the
 * greatest the largest. Then all are scaled so that the words fill their box.
 */
import cloud from 'd3-cloud';
import type { EntityType } from '../../common/domain/post.ts';
import { seededFractions } from '../../common/domain/seeded.ts';
import { isKnownType } from './words.ts';

export interface CloudWord {
  readonly id: string;
  readonly text: string;
  readonly type: string;
  readonly count: number;
}

export interface PlacedWord extends CloudWord {
  readonly shown: string;
  /** The middle of the word's base line, from the middle of the box. */
  readonly x: number;
  readonly y: number;
  readonly size: number;
}

export interface Box {
  readonly width: number;
  readonly height: number;
  readonly largest: number;
  readonly smallest: number;
}

const SERIF = '"Newsreader Variable", Georgia, serif';
export const SANS = 'ui-sans-serif, system-ui, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif';

/** The letters of each type, so that types differ without colour. */
export const faces: Readonly<Record<EntityType, { family: string; style: string; weight: number }>> = {
  person: { family: SERIF, style: 'normal', weight: 600 },
  place: { family: SERIF, style: 'italic', weight: 500 },
  organization: { family: SANS, style: 'normal', weight: 600 },
};
const plain = { family: SERIF, style: 'normal', weight: 500 };

const LONGEST_WORD = 28;
/** Attempts to place all words, each with smaller letters. Words that never fit are left out. */
const ATTEMPTS = 6;
const SHRINKING = 0.9;
/** Few words do not become giants. */
const LARGEST_SCALE = 1.7;
const MIN_SIZE = 10;
const LARGEST_STRETCH = 1.3;
/** In terms of the letters' size; of an average text. */
const LETTER_WIDTH = 0.52;
/** The same for a text of wide letters: a text measured with this surely fits. */
const WIDE_LETTER_WIDTH = 0.65;
/** The share of the box's width that one word may take. */
const WIDEST = 0.9;
/**
 * The share of the words that have to find a place; for the last few all the others would have to be small.
 */
const ENOUGH = 0.95;
const LINE_HEIGHT = 1.1;
/** The largest share of a box that words can cover. */
const COVER = 0.62;
const KEPT_LAYOUTS = 80;
const layouts = new Map<string, readonly PlacedWord[]>();

/** A word with the text and the size that it is to have. */
type SizedWord = CloudWord & { readonly shown: string; readonly size: number };

/** Places words in a box, the most frequent first; the same words get the same places. */
export function placeWords(words: readonly CloudWord[], box: Box): readonly PlacedWord[] {
  const sized = sizedWords(words, box);
  return knownPlaces(words, sized, box) ?? findPlaces(sized, box);
}

/** As `placeWords`, for words whose places are known already; undefined for others. */
export function placedBefore(words: readonly CloudWord[], box: Box): readonly PlacedWord[] | undefined {
  return knownPlaces(words, sizedWords(words, box), box);
}

function sizedWords(words: readonly CloudWord[], box: Box): readonly SizedWord[] {
  const roots = words.map(({ count }) => Math.sqrt(count));
  const least = Math.min(...roots);
  const range = Math.max(...roots) - least || 1;
  return words.map((word) => {
    const shown = abbreviate(word.text);
    const share = (Math.sqrt(word.count) - least) / range;
    // Whole sizes: a count that moves a little must not move every word.
    return { ...word, shown, size: Math.round(box.smallest + (box.largest - box.smallest) * share) };
  });
}

function signatureOf(sized: readonly SizedWord[], box: Box): string {
  return JSON.stringify([box, sized.map(({ id, shown, size }) => [id, shown, size])]);
}

function knownPlaces(
  words: readonly CloudWord[],
  sized: readonly SizedWord[],
  box: Box,
): readonly PlacedWord[] | undefined {
  const counts = new Map(words.map(({ id, count }) => [id, count]));
  return layouts
    .get(signatureOf(sized, box))
    ?.map((word) => ({ ...word, count: counts.get(word.id) ?? word.count }));
}

function findPlaces(sized: readonly SizedWord[], box: Box): readonly PlacedWord[] {
  let placed: readonly PlacedWord[] = [];
  for (let attempt = 0, scale = fillingScale(sized, box); attempt < ATTEMPTS; attempt++, scale *= SHRINKING) {
    placed = attemptLayout(sized, box, scale);
    if (placed.length >= Math.floor(sized.length * ENOUGH)) break;
  }
  layouts.set(signatureOf(sized, box), placed);
  const oldest = layouts.keys().next().value;
  if (layouts.size > KEPT_LAYOUTS && oldest !== undefined) layouts.delete(oldest);
  return placed;
}

/** The scale at which the words would cover as much of the box as a cloud can. */
function fillingScale(words: readonly { shown: string; size: number }[], box: Box): number {
  const area = words.reduce(
    (sum, { shown, size }) => sum + shown.length * LETTER_WIDTH * size * size * LINE_HEIGHT,
    0,
  );
  return Math.min(LARGEST_SCALE, Math.sqrt((box.width * box.height * COVER) / Math.max(1, area)));
}

function attemptLayout(words: readonly SizedWord[], box: Box, scale: number): readonly PlacedWord[] {
  let placed: readonly PlacedWord[] = [];
  const face = (type = '') => (isKnownType(type) ? faces[type] : plain);
  cloud<cloud.Word & CloudWord>()
    .size([box.width, box.height])
    .words(
      words.map((word) => {
        const fitting = (box.width * WIDEST) / (WIDE_LETTER_WIDTH * Math.max(4, word.shown.length));
        return { ...word, text: word.shown, size: Math.max(MIN_SIZE, Math.min(word.size * scale, fitting)) };
      }),
    )
    .padding(Math.max(2, box.smallest / 6))
    .rotate(0)
    .font((word) => face(word.type).family)
    .fontStyle((word) => face(word.type).style)
    .fontWeight((word) => face(word.type).weight)
    .fontSize((word) => word.size ?? box.smallest)
    // A cloud looks the same at every visit.
    .random(seededFractions(words.length))
    .on('end', (found, bounds) => {
      const originals = new Map(words.map((word) => [word.id, word]));
      const { x: middleX, y: middleY, scale: fit } = fitted(bounds, box);
      placed = found.flatMap((word) => {
        const original = originals.get(word.id);
        if (original === undefined) return [];
        const x = ((word.x ?? 0) - middleX) * fit;
        const y = ((word.y ?? 0) - middleY) * fit;
        return [{ ...original, x, y, size: (word.size ?? original.size) * fit }];
      });
    })
    // Without a time limit set, it runs to its end at once.
    .start();
  // Reading order is the order of counts, not of placing.
  const rank = new Map(words.map(({ id }, index) => [id, index]));
  return [...placed].sort((a, b) => (rank.get(a.id) ?? 0) - (rank.get(b.id) ?? 0));
}

/** The shift and the scale that bring the covered part into the middle of the box and to its size. */
function fitted(
  bounds: readonly { x: number; y: number }[],
  box: Box,
): { readonly x: number; readonly y: number; readonly scale: number } {
  const [start, end] = bounds;
  if (start === undefined || end === undefined) return { x: 0, y: 0, scale: 1 };
  const scale = Math.min(
    LARGEST_STRETCH,
    box.width / Math.max(1, end.x - start.x),
    box.height / Math.max(1, end.y - start.y),
  );
  // The layout measures bounds from the corner of the box, but words from its middle.
  return { x: (start.x + end.x - box.width) / 2, y: (start.y + end.y - box.height) / 2, scale };
}

function abbreviate(text: string): string {
  const letters = [...text];
  return letters.length <= LONGEST_WORD
    ? text
    : `${letters
        .slice(0, LONGEST_WORD - 1)
        .join('')
        .trimEnd()}…`;
}
