/**
 * The labels a token can get: BILOU (begin, inside, last, outside, unit) over three types, 13 in all. BILOU was found to serve
 * names better than BIO by Ratinov and Roth (2009), section 3.2.
 */
import { type EntityType, entityTypes } from '../../common/domain/post.ts';

export const LABELS = 1 + 4 * entityTypes.length;
export const OUTSIDE = 0;

/** Positions within a name, in the order in which labels are numbered. */
export const Position = { begin: 0, inside: 1, last: 2, unit: 3 } as const;
type PositionCode = (typeof Position)[keyof typeof Position];

/** The label of a position in a name of the type numbered `type` (its index in `entityTypes`). */
export function labelOf(type: number, position: PositionCode): number {
  return 1 + type * 4 + position;
}

/** The number of a label's type; -1 for outside. */
export function typeOf(label: number): number {
  return label === OUTSIDE ? -1 : (label - 1) >> 2;
}

/** The position of a label that is not outside. */
export function positionOf(label: number): number {
  return (label - 1) & 3;
}

export function typeName(type: number): EntityType {
  const name = entityTypes[type];
  if (name === undefined) throw new RangeError(`there is no entity type number ${type}`);
  return name;
}

/** Whether a name may start here: begin or unit. */
export function opens(label: number): boolean {
  return label !== OUTSIDE && (positionOf(label) === Position.begin || positionOf(label) === Position.unit);
}

function leavesOpen(label: number): boolean {
  return label !== OUTSIDE && positionOf(label) <= Position.inside;
}

/** Whether `next` may follow `previous`. */
export function isLegal(previous: number, next: number): boolean {
  if (leavesOpen(previous)) {
    return next !== OUTSIDE && !opens(next) && typeOf(previous) === typeOf(next);
  }
  return next === OUTSIDE || opens(next);
}

/** Whether a run may end in `label`. */
export function mayEnd(label: number): boolean {
  return !leavesOpen(label);
}

/** For each label, the labels that may stand before it, ascending. */
export const predecessors: readonly Uint8Array[] = Array.from({ length: LABELS }, (_, next) =>
  Uint8Array.from(
    Array.from({ length: LABELS }, (_, label) => label).filter((label) => isLegal(label, next)),
  ),
);
