/// <reference lib="dom" />
/**
 * Places the words of many clouds one cloud after another, after the page is drawn without them: a dozen at
 * once keep the page from its first painting for a second.
 */
import { type Box, type CloudWord, type PlacedWord, placedBefore, placeWords } from './cloud-layout.ts';
import { redraw } from './redraw.ts';

const waiting: (() => void)[] = [];
let isWorking = false;

/** The words that each cloud showed last. */
const last = new Map<string, readonly PlacedWord[]>();
const MAX_KEPT = 200;

/**
 * The words with their places, if those are known; else what the cloud showed last, and the page is drawn
 * again with them soon.
 * @param name of the cloud
 */
export function placeWordsSoon(name: string, words: readonly CloudWord[], box: Box): readonly PlacedWord[] {
  const known = placedBefore(words, box);
  if (known !== undefined) {
    if (last.size >= MAX_KEPT) last.clear();
    last.set(name, known);
    return known;
  }
  waiting.push(() => {
    if (placedBefore(words, box) === undefined) placeWords(words, box);
  });
  if (!isWorking) setTimeout(work);
  isWorking = true;
  return last.get(name) ?? [];
}

function work(): void {
  waiting.shift()?.();
  if (waiting.length > 0) {
    setTimeout(work);
    return;
  }
  isWorking = false;
  redraw();
}
