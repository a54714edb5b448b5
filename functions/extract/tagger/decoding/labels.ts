/** The labels of words: outside, or the beginning or inside of a name of a type. */
import type { EntityType } from '../../../common/domain/post.ts';

export const OUTSIDE = 0;

/** In the order of the network's outputs, which the weights file fixes. */
const TYPES: readonly EntityType[] = ['person', 'place', 'organization'];
/** Outside, and two for each type: the beginning and the inside of a name. */
export const LABELS = 1 + 2 * TYPES.length;

export function isInside(label: number): boolean {
  return label !== OUTSIDE && (label & 1) === 0;
}

export function isBegin(label: number): boolean {
  return (label & 1) === 1;
}

/** Whether a label may follow another: the inside of a name only goes on with a name of its type. */
export function mayFollow(label: number, before: number): boolean {
  return !isInside(label) || before === label || before === label - 1;
}

/** The type of a label that is not outside. */
export function typeOf(label: number): EntityType {
  return TYPES[(label - 1) >> 1] ?? 'person';
}
