/// <reference lib="dom" />
/**
 * Places the words of a cloud with d3-cloud, which lays words out by the shape of their letters (after Wordle's algorithm: J. Feinberg, in
 * Beautiful Visualization, 2010, chapter 3). Sizes go by the square root of the count, so that the area of a word tells its count.
 */
import cloud from 'd3-cloud';

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

export const SERIF = '"Newsreader Variable", Georgia, serif';
export const SANS = 'ui-sans-serif, system-ui, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif';

/** The letters of each type, so that types differ without colour. */
export const faces: Readonly<Record<string, { family: string; style: string; weight: number }>> = {
  person: { family: SERIF, style: 'normal', weight: 600 },
  place: { family: SERIF, style: 'italic', weight: 500 },
  organization: { family: SANS, style: 'normal', weight: 600 },
};
const plain = { family: SERIF, style: 'normal', weight: 500 };

const LONGEST_WORD = 34;
/** What remains out after so many attempts, each with smaller letters, is left out. */
const ATTEMPTS = 5;
const SHRINKING = 0.86;
const KEPT_LAYOUTS = 80;
const layouts = new Map<string, readonly PlacedWord[]>();

/** Places words in a box, the most frequent first; the same words get the same places. */
export function placeWords(words: readonly CloudWord[], box: Box): readonly PlacedWord[] {
  const maximum = Math.max(1, ...words.map(({ count }) => count));
  const sized = words.map((word) => {
    const shown = abbreviate(word.text);
    const byCount = box.smallest + (box.largest - box.smallest) * Math.sqrt(word.count / maximum);
    // A letter is about half as wide as it is high.
    const fitting = (box.width * 0.92) / (0.52 * Math.max(4, shown.length));
    // Whole sizes: a count that moves a little must not move every word.
    return { ...word, shown, size: Math.max(6, Math.round(Math.min(byCount, fitting))) };
  });
  const signature = JSON.stringify([box, sized.map(({ id, shown, size }) => [id, shown, size])]);
  const known = layouts.get(signature);
  if (known !== undefined) {
    const counts = new Map(words.map(({ id, count }) => [id, count]));
    return known.map((word) => ({ ...word, count: counts.get(word.id) ?? word.count }));
  }
  let placed: readonly PlacedWord[] = [];
  for (let attempt = 0, scale = 1; attempt < ATTEMPTS; attempt++, scale *= SHRINKING) {
    placed = attemptLayout(sized, box, scale);
    if (placed.length === sized.length) break;
  }
  layouts.set(signature, placed);
  const oldest = layouts.keys().next().value;
  if (layouts.size > KEPT_LAYOUTS && oldest !== undefined) layouts.delete(oldest);
  return placed;
}

function attemptLayout(
  words: readonly (CloudWord & { shown: string; size: number })[],
  box: Box,
  scale: number,
): readonly PlacedWord[] {
  let placed: readonly PlacedWord[] = [];
  const face = (type: string | undefined) => faces[type ?? ''] ?? plain;
  cloud<cloud.Word & CloudWord & { shown: string }>()
    .size([box.width, box.height])
    .words(
      words.map((word) => ({
        ...word,
        text: word.shown,
        size: Math.max(6, word.size * scale),
        full: word.text,
      })),
    )
    .padding(Math.max(2, box.smallest / 6))
    .rotate(0)
    .font((word) => face(word.type).family)
    .fontStyle((word) => face(word.type).style)
    .fontWeight((word) => face(word.type).weight)
    .fontSize((word) => word.size ?? box.smallest)
    .random(seeded(words.length))
    .on('end', (found) => {
      const originals = new Map(words.map((word) => [word.id, word]));
      placed = found.flatMap((word) => {
        const original = originals.get(word.id);
        if (original === undefined) return [];
        return [{ ...original, x: word.x ?? 0, y: word.y ?? 0, size: word.size ?? original.size }];
      });
    })
    // Without a time limit set, it runs to its end at once.
    .start();
  // Reading order is the order of counts, not of placing.
  const rank = new Map(words.map(({ id }, index) => [id, index]));
  return [...placed].sort((a, b) => (rank.get(a.id) ?? 0) - (rank.get(b.id) ?? 0));
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

/** Mulberry32 (T. Ettinger, 2017): a cloud looks the same at every visit. */
function seeded(seed: number): () => number {
  let state = seed + 0x6d2b79f5;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
