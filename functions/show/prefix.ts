/** Searching by the beginning of a name is a range of keys: from the prefix to its successor. */
import { entityKey } from '../common/domain/keys.ts';

/**
 * The beginning of an entity key that the beginning of a name stands for: folded like a key, but with the space it may end in, and
 * with an ending that would be a possessive in a whole name.
 */
export function keyPrefix(prefix: string): string {
  // A letter that folding leaves alone stands for the rest of the name, and keeps the end of the prefix from being taken for the end of it.
  return entityKey(`${prefix}x`).slice(0, -1);
}

/**
 * The first string after all those that begin with `prefix`, in Firestore's order, which is that of UTF-8 bytes and so of code points.
 * @returns undefined when there is none, because the prefix holds nothing but the last code point
 */
export function successor(prefix: string): string | undefined {
  const points = [...prefix];
  for (let last = points.pop(); last !== undefined; last = points.pop()) {
    const next = codePointAfter(last.codePointAt(0) ?? 0);
    if (next !== undefined) return points.join('') + String.fromCodePoint(next);
  }
  return undefined;
}

function codePointAfter(point: number): number | undefined {
  if (point === 0x10_ffff) return undefined;
  // Surrogates are no characters, and UTF-8 has no bytes for them.
  return point === 0xd7ff ? 0xe000 : point + 1;
}
