import { expect, test } from 'vitest';
import { columnsOfJson, columnsOfTable } from '../../../tools/submit/columns.ts';
import { toPost } from '../../../tools/submit/to-post.ts';

test('columns are found whatever their case, ids only when asked for', () => {
  const header = ['ID', 'Date', 'Article', 'PUBLICATION'];
  expect(columnsOfTable('a.csv', header, {})).toEqual({
    content: ['Article'],
    publication: ['PUBLICATION'],
    id: [],
    publishedAt: ['Date'],
  });
  expect(columnsOfTable('a.csv', header, { idColumn: 'id' }).id).toEqual(['ID']);
});

test.each([
  ['2016-12-09 18:31:00', '2016-12-09T18:31:00Z'],
  ['2016-12-09', '2016-12-09T00:00:00Z'],
  ['2016-12-09 18:31', '2016-12-09T18:31:00Z'],
  ['2016-12-09T18:31:00.5+0100', '2016-12-09T18:31:00.5+01:00'],
  ['2016-12-09 18:31:00 UTC', '2016-12-09T18:31:00Z'],
])('the date %s of a table', (date, expected) => {
  const row = { place: 'a:1', after: { offset: 0, line: 1 }, bytes: 1, faults: [] };
  const fields = { content: 'c', publication: 'P', date };
  const prepared = toPost({ ...row, fields }, columnsOfJson({}));
  expect(prepared).toHaveProperty('line');
  expect('line' in prepared && JSON.parse(prepared.line)).toMatchObject({ publishedAt: expected });
});
