/**
 * Decides how a name in capitals is shown. Datelines and headlines are set in capitals, and "LONDON" beside
 * "London" looks like a fault.
 */
import type { EntityType } from '../common/domain/post.ts';

/** Words within names that stay small. */
const PARTICLES = new Set(['and', 'da', 'de', 'del', 'do', 'dos', 'la', 'of', 'the', 'van', 'von']);

/**
 * The spelling to show for a name. Only names of people and places change from capitals, because an
 * organization in capitals is usually an acronym. A single word changes only if it can be read as a word, so
 * that acronyms of states (USSR, UAE) stay. The key of the name stays the same.
 */
export function shownSpelling(type: EntityType, name: string): string {
  if (type === 'organization' || name !== name.toUpperCase() || name === name.toLowerCase()) return name;
  if (!/\s/u.test(name) && !isReadable(name)) return name;
  return name.replace(/[\p{L}\p{M}]+/gu, (word, at: number) => {
    const small = word.toLowerCase();
    return at > 0 && PARTICLES.has(small) ? small : word.slice(0, 1) + small.slice(1);
  });
}

/** At least four letters, and a vowel after the first. */
function isReadable(word: string): boolean {
  return word.length >= 4 && /[AEIOUY]/.test(word.slice(1).normalize('NFD'));
}
