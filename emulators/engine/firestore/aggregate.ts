/** Counts, sums and averages over the results of a query. */

import { type FieldPath, valueAt } from './paths.ts';
import { sum } from './transform.ts';
import type { Value } from './value.ts';
import type { DocumentState } from './versions.ts';

export type Aggregation =
  | { readonly kind: 'count'; readonly alias: string; readonly upTo: number | undefined }
  | { readonly kind: 'sum' | 'average'; readonly alias: string; readonly path: FieldPath };

/**
 * Each aggregation by its alias. As in the documented service, several aggregations together leave out
 * documents that lack a field of any of them. Values that are no numbers add nothing.
 */
export function aggregate(
  found: readonly DocumentState[],
  aggregations: readonly Aggregation[],
): ReadonlyMap<string, Value> {
  const paths = aggregations.flatMap((one) => (one.kind === 'count' ? [] : [one.path]));
  const counted = found.filter(({ fields }) => paths.every((path) => valueAt(fields, path) !== undefined));
  return new Map(aggregations.map((one) => [one.alias, resultOf(one, counted)]));
}

function resultOf(aggregation: Aggregation, counted: readonly DocumentState[]): Value {
  if (aggregation.kind === 'count')
    return BigInt(Math.min(counted.length, aggregation.upTo ?? counted.length));
  const numbers = counted
    .map(({ fields }) => valueAt(fields, aggregation.path))
    .filter((value) => typeof value === 'bigint' || typeof value === 'number');
  const total = numbers.reduce<bigint | number>(sum, 0n);
  if (aggregation.kind === 'sum') return total;
  return numbers.length === 0 ? null : Number(total) / numbers.length;
}
