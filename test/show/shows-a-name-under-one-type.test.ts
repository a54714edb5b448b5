import { expect, test } from 'vitest';
import { compactOf } from '../../functions/common/domain/store/compact-table.ts';
import type { NameRow, Table } from '../../functions/common/domain/store/table.ts';
import { columnsOf } from '../../functions/show/counting/by-column.ts';
import { placeOfShown, withJoinedTypes } from '../../functions/show/counting/shown-types.ts';
import { addTo, emptySum, nameAt, type Sum, totalsOf } from '../../functions/show/counting/sum.ts';

function sumOf(rows: readonly NameRow[]): Sum {
  const table: Table = {
    columns: [
      { id: 'a', name: 'A', articles: 50, changed: 1, updatedAt: 7 },
      { id: 'b', name: 'B', articles: 20, changed: 0, updatedAt: 9 },
      { id: 'c', name: 'C', articles: 3, changed: 0, updatedAt: 2 },
    ],
    rows,
    cut: 5,
  };
  const adding = addTo(emptySum, { keepsCells: true });
  adding.add(compactOf(table), ({ id }) => id);
  return adding.sum();
}

const foxconn: readonly NameRow[] = [
  { type: 'person', key: 'foxconn', text: 'Foxconn', cells: [0, 1, 1, 1, 2, 3] },
  { type: 'organization', key: 'foxconn', text: 'Foxconn', cells: [0, 30, 60] },
  { type: 'place', key: 'rome', text: 'Rome', cells: [1, 4, 5] },
];

const namesIn = (sum: Sum) => Array.from({ length: sum.size }, (_, place) => nameAt(sum, place));

test('the counts of rare types are merged into the most frequent type, column by column', () => {
  const shown = withJoinedTypes(sumOf(foxconn));
  expect(namesIn(shown)).toEqual([
    { type: 'organization', key: 'foxconn', text: 'Foxconn', articles: 33, mentions: 64 },
    { type: 'place', key: 'rome', text: 'Rome', articles: 4, mentions: 5 },
  ]);
  expect(columnsOf(shown, [0])).toEqual([
    [
      { column: 0, articles: 31, mentions: 61 },
      { column: 1, articles: 2, mentions: 3 },
    ],
  ]);
});

test('columns and the numbers of cut names stay the same', () => {
  const sum = sumOf(foxconn);
  const shown = withJoinedTypes(sum);
  expect(shown.columns).toEqual(sum.columns);
  expect(totalsOf(shown)).toEqual(totalsOf(sum));
  expect(shown.cut).toBe(sum.cut);
});

test('a name is found by the types that it had before the merge', () => {
  const shown = withJoinedTypes(sumOf(foxconn));
  expect(placeOfShown(shown, 'person', 'foxconn')).toBe(placeOfShown(shown, 'organization', 'foxconn'));
  expect(placeOfShown(shown, 'person', 'nobody')).toBeUndefined();
});

test('two frequent types keep a row each, and can be asked for by type', () => {
  const sum = sumOf([
    { type: 'place', key: 'washington', text: 'Washington', cells: [0, 40, 50] },
    { type: 'person', key: 'washington', text: 'Washington', cells: [1, 12, 30] },
  ]);
  const shown = withJoinedTypes(sum);
  expect(namesIn(shown)).toEqual(namesIn(sum));
  expect(placeOfShown(shown, 'person', 'washington')).toBe(1);
});
