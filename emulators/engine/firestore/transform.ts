/**
 * Transforms of single fields that depend on the present value: server time, increment, maximum, minimum, and
 * array union and removal.
 */
import type { FieldPath } from './paths.ts';
import { compare, equal, isArray, timestampOf, type Value } from './value.ts';

export type Transform =
  | { readonly kind: 'serverTime'; readonly path: FieldPath }
  | {
      readonly kind: 'increment' | 'maximum' | 'minimum';
      readonly path: FieldPath;
      readonly operand: bigint | number;
    }
  | { readonly kind: 'append' | 'remove'; readonly path: FieldPath; readonly items: readonly Value[] };

const INT64 = { least: -(2n ** 63n), most: 2n ** 63n - 1n } as const;

/**
 * Applies a transform to a field.
 * @param old undefined when it is not there
 * @param moment the commit's, in microseconds
 * @returns the value, and its part of the commit's response
 */
export function transformed(
  transform: Transform,
  old: Value | undefined,
  moment: number,
): { readonly value: Value; readonly result: Value } {
  switch (transform.kind) {
    case 'serverTime': {
      // Server times have milliseconds, as in the documented service; times of commits have microseconds.
      const value = timestampOf(Math.floor(moment / 1_000) * 1_000);
      return { value, result: value };
    }
    case 'increment':
    case 'maximum':
    case 'minimum': {
      const value = computed(transform.kind, old, transform.operand);
      return { value, result: value };
    }
    case 'append':
    case 'remove':
      return { value: changedArray(transform.kind, old, transform.items), result: null };
  }
}

function computed(
  kind: 'increment' | 'maximum' | 'minimum',
  old: Value | undefined,
  operand: bigint | number,
): bigint | number {
  if (typeof old !== 'bigint' && typeof old !== 'number') return operand;
  if (kind === 'increment') return sum(old, operand);
  const isOperand = kind === 'maximum' ? compare(operand, old) > 0 : compare(operand, old) < 0;
  return isOperand ? operand : old;
}

/** Whole numbers stop at the ends of 64 bits; one double makes the sum a double. */
export function sum(one: bigint | number, other: bigint | number): bigint | number {
  if (typeof one !== 'bigint' || typeof other !== 'bigint') return Number(one) + Number(other);
  const total = one + other;
  if (total > INT64.most) return INT64.most;
  return total < INT64.least ? INT64.least : total;
}

function changedArray(
  kind: 'append' | 'remove',
  old: Value | undefined,
  items: readonly Value[],
): readonly Value[] {
  const present = old !== undefined && isArray(old) ? old : [];
  if (kind === 'remove') return present.filter((value) => !items.some((item) => equal(item, value)));
  const appended = [...present];
  for (const item of items) if (!appended.some((value) => equal(item, value))) appended.push(item);
  return appended;
}
