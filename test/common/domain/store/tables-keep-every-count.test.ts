import { randomBytes } from 'node:crypto';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { entityTypes } from '../../../../functions/common/domain/post.ts';
import { compactOf, tableOf } from '../../../../functions/common/domain/store/compact-table.ts';
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
  decodeColumns,
  decodeCompact,
  decodeTable,
  encodeTable,
  inflateAside,
  inflateAtOnce,
  MAX_CHUNK_BYTES,
} from '../../../../functions/common/domain/store/table-codec.ts';

const nameOf = (text: fc.Arbitrary<string>): fc.Arbitrary<NameCount> =>
  fc
    .tuple(
      fc.constantFrom(...entityTypes),
      text,
      fc.integer({ min: 1, max: 5_000_000 }),
      fc.nat(900_000_000),
      fc.constantFrom('', 'The '),
    )
    .map(([type, of, articles, more, article]) => ({
      type,
      text: `${article}${of}`,
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

test('a table has the same rows in its compact form', async () => {
  const anyName = nameOf(fc.string({ minLength: 1, maxLength: 200, unit: 'grapheme' }));
  const some = fc.tuple(columnCounts('2026-11-01', anyName), columnCounts('paper', anyName));
  await fc.assert(
    fc.asyncProperty(some, async (added) => {
      const table = built(added);
      expect(tableOf(compactOf(table))).toEqual(table);
      for (const inflate of [inflateAside, inflateAtOnce])
        expect(tableOf(await decodeCompact(encodeTable(table), inflate))).toEqual(table);
    }),
  );
});

test('the columns of a table are read from its first chunk, with each field that they have', () => {
  const columns: readonly Column[] = [
    { id: 'a', articles: 1, changed: 0 },
    { id: 'b', name: 'B', articles: 2, changed: 1, otherLanguage: 1, updatedAt: 3, byDay: [1, 2] },
    { id: 'c', name: '', articles: 3, changed: 0, otherLanguage: 0, updatedAt: 0, byDay: [] },
  ];
  const [chunk = Buffer.alloc(0)] = encodeTable({ ...emptyTable, columns });
  expect(decodeColumns(chunk)).toStrictEqual(columns);
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
  const ada: NameCount = { type: 'person', text: 'Ada', key: 'ada', articles: 1, mentions: 2 };
  const [chunk = Buffer.alloc(0)] = encodeTable(emptyTable);
  expect(() => decodeTable([])).toThrow();
  expect(() => decodeTable([chunk.subarray(2)])).toThrow();
  expect(() => decodeTable([Buffer.from('table')])).toThrow();
  const [whole = Buffer.alloc(0)] = encodeTable(
    built([{ column: { id: 'a', articles: 1, changed: 0 }, names: [ada] }]),
  );
  const rowsAt = 13 + whole.readUInt32LE(1);
  const rows = inflateRawSync(whole.subarray(rowsAt));
  const withRows = (bytes: Buffer, length = bytes.length): Buffer => {
    const prefix = Buffer.from(whole.subarray(0, rowsAt));
    prefix.writeUInt32LE(length, 9);
    return Buffer.concat([prefix, deflateRawSync(bytes)]);
  };
  expect(decodeTable([withRows(rows)]).rows).toHaveLength(1);
  for (let length = 0; length < rows.length; length++)
    expect(() => decodeTable([withRows(rows.subarray(0, length))])).toThrow();
  expect(() => decodeTable([withRows(Buffer.concat([rows, rows]))])).toThrow();
  // A length that is too short, and one that would fill the memory.
  for (const length of [0, rows.length - 2, 4_000_000_000])
    expect(() => decodeTable([withRows(rows, length)])).toThrow();
});
