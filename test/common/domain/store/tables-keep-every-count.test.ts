import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { entityTypes } from '../../../../functions/common/domain/post.ts';
import type { NameCount } from '../../../../functions/common/domain/store/day-counts.ts';
import {
  buildTable,
  type Column,
  type ColumnCounts,
  emptyTable,
  sumOf,
  sumTables,
  type Table,
} from '../../../../functions/common/domain/store/table.ts';
import {
  decodeTable,
  encodeTable,
  MAX_CHUNK_BYTES,
} from '../../../../functions/common/domain/store/table-codec.ts';

const nameOf = (text: fc.Arbitrary<string>): fc.Arbitrary<NameCount> =>
  fc
    .tuple(fc.constantFrom(...entityTypes), text, fc.integer({ min: 1, max: 5_000_000 }), fc.nat(900_000_000))
    .map(([type, of, articles, more]) => ({
      type,
      text: of,
      key: of.toLowerCase(),
      articles,
      mentions: articles + more,
    }));
const few = nameOf(fc.constantFrom('Ada', 'ADA', 'Paris', 'Oslo', 'Acme', 'İstanbul'));
const names = (of: fc.Arbitrary<NameCount>) =>
  fc.uniqueArray(of, { maxLength: 6, selector: ({ type, key }) => `${type} ${key}` });
const columnCounts = (id: string, of = few): fc.Arbitrary<ColumnCounts> =>
  fc
    .record({
      articles: fc.nat(10_000_000),
      changed: fc.nat(99),
      names: names(of),
      updatedAt: fc.nat(2 ** 41),
    })
    .map(({ names: own, ...counts }) => ({ column: { id, ...counts }, names: own }));
const columns = fc
  .subarray(['2026-11-01', '2026-11-02', '2026-11-03', '2026-11-04'])
  .chain((ids) => fc.tuple(...ids.map((id) => columnCounts(id))));

/** Names with their counts, summed by hand. */
function sums(all: Iterable<NameCount>): Map<string, string> {
  const found = new Map<string, [number, number]>();
  for (const { type, key, articles, mentions } of all) {
    const [a, m] = found.get(`${type} ${key}`) ?? [0, 0];
    found.set(`${type} ${key}`, [a + articles, m + mentions]);
  }
  return new Map([...found].map(([place, counts]) => [place, counts.join()]));
}

const all = (): boolean => true;
const built = (added: readonly ColumnCounts[]): Table => buildTable(emptyTable, all, added);

test('a table has the counts that were put into it, in every column', () => {
  fc.assert(
    fc.property(columns, (added) => {
      const table = built(added);
      expect(table.columns).toEqual(added.map(({ column }) => column));
      expect(sums(sumOf(table, all))).toEqual(sums(added.flatMap((one) => [...one.names])));
      for (const { column, names: own } of added)
        expect(sums(sumOf(table, ({ id }) => id === column.id))).toEqual(sums(own));
    }),
  );
});

test('replaced or dropped columns take their counts with them, in any order of changes', () => {
  fc.assert(
    fc.property(columns, columns, fc.nat(3), (before, after, dropped) => {
      const isKept = ({ id }: Column): boolean => id !== `2026-11-0${dropped + 1}`;
      const table = buildTable(built(before), isKept, after);
      const replaced = new Set(after.map(({ column }) => column.id));
      const left = before.filter(({ column }) => isKept(column) && !replaced.has(column.id));
      // Compares counts only: a spelling from a dropped column stays until a rebuild where another column has
      // the name.
      const anew = built([...left, ...after]);
      expect(table.columns).toEqual(anew.columns);
      for (const { id } of anew.columns)
        expect(sums(sumOf(table, (column) => column.id === id))).toEqual(
          sums(sumOf(anew, (column) => column.id === id)),
        );
      expect(built([...left, ...after].toReversed())).toEqual(anew);
    }),
  );
});

test('a sum of tables equals the table of the sums', () => {
  fc.assert(
    fc.property(fc.array(columns, { maxLength: 4 }), (lists) => {
      const summed = sumTables(lists.map(built));
      const parts = lists.flat();
      expect(sums(sumOf(summed, all))).toEqual(sums(parts.flatMap((one) => [...one.names])));
      for (const { id, articles } of summed.columns) {
        const own = parts.filter(({ column }) => column.id === id);
        expect(articles).toBe(own.reduce((sum, { column }) => sum + column.articles, 0));
        expect(sums(sumOf(summed, (column) => column.id === id))).toEqual(
          sums(own.flatMap((one) => [...one.names])),
        );
      }
    }),
  );
});

test('rows are ranked, and rows that do not fit are counted', () => {
  fc.assert(
    fc.property(columns, fc.integer({ min: 1, max: 8 }), (added, most) => {
      const whole = built(added);
      const cut = buildTable(emptyTable, all, added, most);
      const ranked = sumOf(whole, all).map(({ articles, mentions }) => [articles, mentions] as const);
      expect(ranked).toEqual(ranked.toSorted(([a, m], [b, n]) => b - a || n - m));
      expect(cut.rows).toEqual(whole.rows.slice(0, most));
      expect(cut.cut).toBe(Math.max(0, whole.rows.length - most));
    }),
  );
});

test('a table survives encoding into chunks', () => {
  const anyName = nameOf(fc.string({ minLength: 1, maxLength: 200, unit: 'grapheme' }));
  const some = fc.tuple(columnCounts('2026-11-01', anyName), columnCounts('paper', anyName));
  fc.assert(
    fc.property(some, (added) => {
      const table = built(added);
      expect(decodeTable(encodeTable(table))).toEqual(table);
    }),
  );
});

test('a chunk fits into a document, even if its content cannot be compressed', () => {
  const texts = Array.from({ length: 40_000 }, () => randomBytes(30).toString('base64'));
  const own = texts.map((text) => ({
    type: 'person' as const,
    text,
    key: text.toLowerCase(),
    articles: 1,
    mentions: 1,
  }));
  const table = built([{ column: { id: '2026-11-01', articles: 1, changed: 0 }, names: own }]);
  const chunks = encodeTable(table);
  expect(chunks.length).toBeGreaterThan(1);
  for (const chunk of chunks) expect(chunk.length).toBeLessThanOrEqual(MAX_CHUNK_BYTES);
  expect(decodeTable(chunks)).toEqual(table);
});

test('data that is no table is refused', () => {
  const [chunk = Buffer.alloc(0)] = encodeTable(emptyTable);
  expect(() => decodeTable([])).toThrow();
  expect(() => decodeTable([chunk.subarray(2)])).toThrow();
  expect(() => decodeTable([Buffer.from('table')])).toThrow();
});
