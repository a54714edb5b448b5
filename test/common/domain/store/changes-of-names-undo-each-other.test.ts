import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  type CurationChange,
  curationOf,
  decodeChanges,
  encodeChanges,
  mergedInCircle,
} from '../../../../functions/common/domain/store/curation.ts';

let made = 0;
const id = (): string => {
  made += 1;
  return `${made}`;
};
const name = (key: string) => ({ key, text: key.toUpperCase() });
const merge = (into: string, ...parts: readonly string[]): CurationChange => ({
  kind: 'merge',
  id: id(),
  parts: parts.map(name),
  into: name(into),
});
const split = (key: string): CurationChange => ({ kind: 'split', id: id(), name: name(key) });

test('without a change every name resolves to itself', () => {
  const none = curationOf([]);
  expect(none.keys.size).toBe(0);
  expect([none.keyOf('a'), none.partsOf('a'), none.textOf('a'), none.typeOf('a', 'place')]).toEqual([
    'a',
    ['a'],
    undefined,
    'place',
  ]);
  expect(none.isHidden('a')).toBe(false);
});

test('chained merges resolve to the last target; a name that is split off resolves to itself', () => {
  const changes = [merge('b', 'a'), merge('c', 'b'), merge('c', 'd')];
  const all = curationOf(changes);
  expect(['a', 'b', 'c', 'd'].map(all.keyOf)).toEqual(['c', 'c', 'c', 'c']);
  expect(all.partsOf('c').toSorted()).toEqual(['a', 'b', 'c', 'd']);
  expect(all.textOf('c')).toBe('C');
  const without = curationOf([...changes, split('b')]);
  expect(['a', 'b', 'd'].map(without.keyOf)).toEqual(['b', 'b', 'c']);
  const again = curationOf([...changes, split('b'), merge('d', 'b')]);
  expect(again.keyOf('a')).toBe('c');
});

test('a type given by a change is used, and the last change wins', () => {
  const changes: readonly CurationChange[] = [
    { kind: 'retype', id: id(), name: name('a'), to: 'person' },
    { kind: 'retype', id: id(), name: name('a'), type: 'place', to: 'organization' },
    { kind: 'hide', id: id(), name: name('b'), type: 'person' },
    { kind: 'hide', id: id(), name: name('c') },
  ];
  const all = curationOf(changes);
  expect([all.typeOf('a', 'place'), all.typeOf('a', 'organization')]).toEqual(['organization', 'person']);
  expect([all.isHidden('b', 'person'), all.isHidden('b', 'place'), all.isHidden('b')]).toEqual([
    true,
    false,
    false,
  ]);
  expect([all.isHidden('c', 'place'), all.isHidden('c')]).toEqual([true, true]);
});

test('cycles are detected, and resolving one ends', () => {
  expect(mergedInCircle([merge('b', 'a'), merge('c', 'b')])).toBeUndefined();
  const circle = [merge('b', 'a'), merge('c', 'b'), merge('a', 'c')];
  expect(mergedInCircle(circle)).toBeDefined();
  expect(['a', 'b', 'c', 'd'].map(curationOf(circle).keyOf)).toEqual(['a', 'b', 'c', 'd']);
  const keys = fc.constantFrom('a', 'b', 'c', 'd', 'e');
  const merges = fc.array(fc.tuple(keys, keys), { maxLength: 8 });
  fc.assert(
    fc.property(merges, (pairs) => {
      const changes = pairs.map(([part, into]) => merge(into, part));
      const { keyOf, partsOf } = curationOf(changes);
      const isStable = ['a', 'b', 'c', 'd', 'e'].every(
        (key) => keyOf(keyOf(key)) === keyOf(key) && partsOf(keyOf(key)).includes(key),
      );
      return mergedInCircle(changes) !== undefined || isStable;
    }),
  );
});

test('changes are read as they were written; a kind from a later version is ignored', () => {
  const changes = [merge('b', 'a'), split('a')];
  expect(decodeChanges(encodeChanges(changes))).toEqual(changes);
  const later = JSON.stringify([...changes, { kind: 'paint', id: 'x' }]);
  expect(decodeChanges(later)).toEqual(changes);
});
