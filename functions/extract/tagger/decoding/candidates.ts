/**
 * Which words may be part of a name, so that the others need no scores: words with a capital, but for
 * function words without another beside them; short gaps between two candidates; what hangs on one by a
 * hyphen, particles before one, and numbers beside one.
 */
import { Trait } from '../features/flags.ts';

/** Most words of a gap: "Bank of the West". */
const MAX_GAP = 3;

/** Sets `wanted` to 1 for the candidates among the first `count` words, to 0 for the others. */
export function markCandidates(traits: Uint16Array, count: number, wanted: Uint8Array): void {
  wanted.fill(0, 0, count);
  let last = -MAX_GAP - 2;
  for (let i = 0; i < count; i++) {
    if (!isCandidate(traits, count, i)) continue;
    if (i - last <= MAX_GAP + 1) wanted.fill(1, last + 1, i);
    wanted[i] = 1;
    last = i;
  }
  for (let i = 0; i < count; i++) {
    if (!isCandidate(traits, count, i)) continue;
    markAfter(traits, count, wanted, i);
    markBefore(traits, wanted, i);
    if (i > 0 && isNumber(traits, i - 1)) wanted[i - 1] = 1;
    if (i + 1 < count && isNumber(traits, i + 1)) wanted[i + 1] = 1;
  }
}

/** "The" of "The Hague", but not of "The man". */
function isCandidate(traits: Uint16Array, count: number, i: number): boolean {
  const trait = traits[i] as number;
  if ((trait & Trait.hasCapital) === 0) return false;
  if ((trait & Trait.isFunctionWord) === 0) return true;
  const before = i === 0 ? 0 : (traits[i - 1] as number);
  const after = i + 1 === count ? 0 : (traits[i + 1] as number);
  return ((before | after) & Trait.hasCapital) !== 0;
}

function isHyphen(traits: Uint16Array, i: number): boolean {
  return ((traits[i] as number) & Trait.isHyphen) !== 0;
}

function markAfter(traits: Uint16Array, count: number, wanted: Uint8Array, from: number): void {
  for (let i = from; i + 2 < count && isHyphen(traits, i + 1) && wanted[i + 2] === 0; i += 2) {
    wanted[i + 1] = 1;
    wanted[i + 2] = 1;
  }
}

function markBefore(traits: Uint16Array, wanted: Uint8Array, from: number): void {
  for (let i = from - 1; i >= 0 && wanted[i] === 0; i--) {
    if (isHyphen(traits, i) && i > 0) {
      wanted[i] = 1;
      i--;
    } else if (((traits[i] as number) & Trait.isParticle) === 0) {
      return;
    }
    wanted[i] = 1;
  }
}

/** Beside a candidate, a number may be part of its name: "20th Century Fox", "Serie 1". */
function isNumber(traits: Uint16Array, i: number): boolean {
  const trait = traits[i] as number;
  return (trait & (Trait.startsAlphanumeric | Trait.startsAlphabetic)) === Trait.startsAlphanumeric;
}
