/** Whether a document meets the conditions of a query. */

import { DOCUMENT_NAME, type FieldPath, valueAt } from './paths.ts';
import { compare, equal, isArray, isSameType, type Value } from './value.ts';
import type { DocumentState } from './versions.ts';

export type Operator =
  | '<'
  | '<='
  | '>'
  | '>='
  | '=='
  | '!='
  | 'array-contains'
  | 'in'
  | 'array-contains-any'
  | 'not-in';

export type Filter =
  | { readonly kind: 'and' | 'or'; readonly filters: readonly Filter[] }
  | {
      readonly kind: 'field';
      readonly path: FieldPath;
      readonly operator: Operator;
      readonly operand: Value;
    }
  | {
      readonly kind: 'unary';
      readonly path: FieldPath;
      readonly test: 'null' | 'nan';
      readonly isNot: boolean;
    };

/** Conditions that order what they find, and leave out documents without the field. */
const INEQUALITIES: readonly Operator[] = ['<', '<=', '>', '>=', '!=', 'not-in'];

/** A field of a document, or its name as a reference. */
export function fieldOf(snapshot: DocumentState, path: FieldPath, root: string): Value | undefined {
  if (path.length === 1 && path[0] === DOCUMENT_NAME)
    return { kind: 'reference', name: root + snapshot.document.path };
  return valueAt(snapshot.fields, path);
}

/** @param root what comes before a path in the name of a document */
export function matches(filter: Filter, snapshot: DocumentState, root: string): boolean {
  switch (filter.kind) {
    case 'and':
      return filter.filters.every((one) => matches(one, snapshot, root));
    case 'or':
      return filter.filters.some((one) => matches(one, snapshot, root));
    case 'unary': {
      const value = fieldOf(snapshot, filter.path, root);
      if (value === undefined) return false;
      return (filter.test === 'null' ? value === null : Number.isNaN(value)) !== filter.isNot;
    }
    case 'field': {
      const value = fieldOf(snapshot, filter.path, root);
      return value !== undefined && holds(filter.operator, value, filter.operand);
    }
  }
}

function holds(operator: Operator, value: Value, operand: Value): boolean {
  const items = isArray(operand) ? operand : [];
  switch (operator) {
    case '==':
      return equal(value, operand);
    case '!=':
      return value !== null && !equal(value, operand);
    case 'in':
      return items.some((item) => equal(value, item));
    case 'not-in':
      return value !== null && !items.includes(null) && !items.some((item) => equal(value, item));
    case 'array-contains':
      return isArray(value) && value.some((item) => equal(item, operand));
    case 'array-contains-any':
      return isArray(value) && value.some((item) => items.some((one) => equal(item, one)));
    default: {
      if (!isSameType(value, operand)) return false;
      const order = compare(value, operand);
      if (operator === '<') return order < 0;
      if (operator === '<=') return order <= 0;
      return operator === '>' ? order > 0 : order >= 0;
    }
  }
}

/** The fields whose inequalities a query has, each once, in its order. */
export function inequalityFields(filter: Filter | undefined): readonly FieldPath[] {
  if (filter === undefined) return [];
  switch (filter.kind) {
    case 'unary':
      return filter.isNot ? [filter.path] : [];
    case 'field':
      return INEQUALITIES.includes(filter.operator) ? [filter.path] : [];
    default: {
      const found = filter.filters.flatMap(inequalityFields);
      return found.filter(
        (path, index) => found.findIndex((other) => other.join('\0') === path.join('\0')) === index,
      );
    }
  }
}

/** Conditions that every result meets, each of one field and one value: what an index can look up. */
export function lookups(
  filter: Filter | undefined,
): readonly { readonly path: FieldPath; readonly isElement: boolean; readonly values: readonly Value[] }[] {
  if (filter === undefined) return [];
  if (filter.kind === 'and') return filter.filters.flatMap(lookups);
  if (filter.kind !== 'field') return [];
  const { path, operator, operand } = filter;
  switch (operator) {
    case '==':
      return [{ path, isElement: false, values: [operand] }];
    case 'in':
      return [{ path, isElement: false, values: isArray(operand) ? operand : [] }];
    case 'array-contains':
      return [{ path, isElement: true, values: [operand] }];
    default:
      return [];
  }
}
