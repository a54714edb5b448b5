import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type EntityType, entityTypes } from '../../functions/common/domain/post.ts';
import { compactOf } from '../../functions/common/domain/store/compact-table.ts';
import { buildTable, emptyTable, type Table } from '../../functions/common/domain/store/table.ts';
import { columnCounts, columnsOf, leadingNames } from '../../functions/show/counting/by-column.ts';
import { type Measure, measures, rankingOf } from '../../functions/show/counting/ranking.ts';
import { addTo, emptySum, nameAt, placeOf, type Sum } from '../../functions/show/counting/sum.ts';

interface Given {
  readonly column: string;
  readonly type: EntityType;
  readonly text: string;
  readonly articles: number;
  readonly more: number;
}

const given = fc.record({
  column: fc.constantFrom('a', 'b', 'c', 'd'),
  type: fc.constantFrom(...entityTypes),
  text: fc.constantFrom('Ada', 'Bern', 'Cern', 'Ada Bern', 'Eva', 'Zoë', '😀 Eva', '\uf8ff Eva'),
  articles: fc.integer({ min: 1, max: 3 }),
  more: fc.integer({ min: 0, max: 3 }),
});
const tables = fc.array(fc.array(given, { maxLength: 20 }), { minLength: 1, maxLength: 5 });

/** A table of these counts. Of several counts of a name and column, the first is used. */
function tableOf(counts: readonly Given[]): Table {
  const columns = Map.groupBy(counts, ({ column }) => column);
  return buildTable(
    emptyTable,
    () => true,
    [...columns].map(([id, own]) => ({
      column: { id, articles: own.length, changed: 0 },
      names: [...new Map(own.toReversed().map((one) => [`${one.type} ${one.text}`, one])).values()].map(
        named,
      ),
    })),
  );
}

function named({ type, text, articles, more }: Given) {
  return { type, text, key: text.toLowerCase(), articles, mentions: articles + more };
}

/** Sums tables by hand: by name, and by name and column. */
function byHand(all: readonly Table[], chosen: (column: string) => boolean) {
  const names = new Map<string, { articles: number; mentions: number }>();
  const cells = new Map<string, { articles: number; mentions: number }>();
  const add = (to: typeof names, place: string, articles: number, mentions: number): void => {
    const before = to.get(place) ?? { articles: 0, mentions: 0 };
    to.set(place, { articles: before.articles + articles, mentions: before.mentions + mentions });
  };
  for (const { columns, rows } of all) {
    for (const { type, text, cells: own } of rows) {
      for (let i = 0; i < own.length; i += 3) {
        const column = columns[own[i] ?? 0]?.id ?? '';
        if (!chosen(column)) continue;
        add(names, `${type} ${text}`, own[i + 1] ?? 0, own[i + 2] ?? 0);
        add(cells, `${column} ${type} ${text}`, own[i + 1] ?? 0, own[i + 2] ?? 0);
      }
    }
  }
  return { names, cells };
}

function sumOf(all: readonly Table[], base: Sum, chosen: (column: string) => boolean): Sum {
  const adding = addTo(base, { keepsCells: true });
  for (const table of all) adding.add(compactOf(table), ({ id }) => (chosen(id) ? id : undefined));
  return adding.sum();
}

const nameOf = ({ type, text }: { readonly type: string; readonly text: string }): string =>
  `${type} ${text}`;

/** The order that the API documents. */
function inOrder<Item extends { type: EntityType; text: string; articles: number; mentions: number }>(
  items: readonly Item[],
  by: Measure,
): Item[] {
  const other = by === 'articles' ? 'mentions' : 'articles';
  return items.toSorted(
    (a, b) =>
      b[by] - a[by] ||
      b[other] - a[other] ||
      (a.text === b.text
        ? entityTypes.indexOf(a.type) - entityTypes.indexOf(b.type)
        : a.text < b.text
          ? -1
          : 1),
  );
}

const byFirst = ([a = 0]: readonly number[], [b = 0]: readonly number[]): number => a - b;
const everyPlace = ({ size }: Sum): number[] => Array.from({ length: size }, (_, place) => place);

test('a sum has the counts of all its tables, added at once or step by step', () => {
  fc.assert(
    fc.property(tables, fc.nat(5), fc.subarray(['a', 'b', 'c', 'd']), (lists, cut, columns) => {
      const all = lists.map(tableOf);
      const chosen = (column: string): boolean => columns.includes(column);
      const { names, cells } = byHand(all, chosen);
      const base = sumOf(all.slice(0, cut), emptySum, chosen);
      const before = JSON.stringify(base);
      for (const sum of [sumOf(all, emptySum, chosen), sumOf(all.slice(cut), base, chosen)]) {
        const places = everyPlace(sum);
        expect(
          new Map(
            places
              .map((place) => nameAt(sum, place))
              .map((one) => [nameOf(one), { articles: one.articles, mentions: one.mentions }]),
          ),
        ).toEqual(names);
        const found = columnsOf(sum, places).flatMap((own, place) =>
          own.map(
            ({ column, ...counts }) =>
              [`${sum.columns[column]?.id} ${nameOf(nameAt(sum, place))}`, counts] as const,
          ),
        );
        expect(new Map(found)).toEqual(cells);
        for (const place of places) {
          const { type, key } = nameAt(sum, place);
          expect(placeOf(sum, type, key)).toBe(place);
        }
      }
      // Adding to a sum leaves the sum itself unchanged.
      expect(JSON.stringify(base)).toBe(before);
    }),
  );
});

test('the pages of a ranking, of any sizes, are the names in the documented order', () => {
  fc.assert(
    fc.property(
      tables,
      fc.constantFrom(...measures),
      fc.option(fc.constantFrom(...entityTypes), { nil: undefined }),
      fc.option(fc.constantFrom('ada', 'b', 'zz'), { nil: undefined }),
      fc.integer({ min: 1, max: 7 }),
      (lists, by, type, search, limit) => {
        const sum = sumOf(lists.map(tableOf), emptySum, () => true);
        const names = everyPlace(sum)
          .map((place) => nameAt(sum, place))
          .filter((name) => type === undefined || name.type === type)
          .filter(({ text }) => search === undefined || ` ${text.toLowerCase()}`.includes(` ${search}`));
        const ranking = rankingOf(sum, { by, type, search });
        const pages: number[] = [];
        for (let offset = 0; offset < ranking.size; offset += limit) {
          pages.push(...ranking.slice(offset, limit));
        }
        const expected = inOrder(names, by);
        expect(pages.map((place) => nameAt(sum, place))).toEqual(expected);
        expect([ranking.size, ranking.maximum]).toEqual([expected.length, expected[0]?.[by] ?? 0]);
      },
    ),
  );
});

test('the number of columns that name a name is that of its columns', () => {
  fc.assert(
    fc.property(tables, (lists) => {
      const sum = sumOf(lists.map(tableOf), emptySum, () => true);
      const places = everyPlace(sum);
      expect(columnCounts(sum, places)).toEqual(columnsOf(sum, places).map(({ length }) => length));
    }),
  );
});

test('the leading names of each column are the first of its own ranking', () => {
  fc.assert(
    fc.property(tables, fc.constantFrom(...measures), fc.integer({ min: 1, max: 4 }), (lists, by, most) => {
      const all = lists.map(tableOf);
      const sum = sumOf(all, emptySum, () => true);
      const { cells } = byHand(all, () => true);
      const columns = [...sum.columns.keys()];
      const leading = leadingNames(sum, columns, by, most);
      for (const column of columns) {
        const id = sum.columns[column]?.id ?? '';
        const own = everyPlace(sum)
          .map((place) => nameAt(sum, place))
          .flatMap((name) => {
            const counts = cells.get(`${id} ${nameOf(name)}`);
            return counts === undefined ? [] : [{ ...name, ...counts }];
          });
        expect(leading[column]).toEqual(inOrder(own, by).slice(0, most));
      }
    }),
  );
});

test('each key that has several types has all its places, in a sum made at once or step by step', () => {
  fc.assert(
    fc.property(tables, fc.nat(5), (lists, cut) => {
      const all = lists.map(tableOf);
      const base = sumOf(all.slice(0, cut), emptySum, () => true);
      for (const sum of [sumOf(all, emptySum, () => true), sumOf(all.slice(cut), base, () => true)]) {
        const places = Map.groupBy(everyPlace(sum), (place) => nameAt(sum, place).key);
        const several = [...places.values()].filter((own) => own.length > 1);
        expect([...sum.severalTypes.values()].toSorted(byFirst)).toEqual(several.toSorted(byFirst));
        for (const [first, own] of sum.severalTypes) expect(own[0]).toBe(first);
      }
    }),
  );
});

test('very many names are kept apart', () => {
  const many = Array.from({ length: 50_000 }, (_, n) => ({
    type: entityTypes[n % 3] ?? 'person',
    text: `N${n >> 1}`,
    key: `n${n >> 1}`,
    articles: 1,
    mentions: 1,
  }));
  const column = { id: 'a', articles: 1, changed: 0 };
  const table = buildTable(emptyTable, () => true, [{ column, names: many }]);
  const adding = addTo(emptySum, { keepsCells: false });
  adding.add(compactOf(table), () => 'a');
  adding.add(compactOf(table), () => 'a');
  const sum = adding.sum();
  expect(sum.size).toBe(many.length);
  expect(sum.articles.every((articles) => articles === 2)).toBe(true);
});
