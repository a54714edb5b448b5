import { expect, test } from 'vitest';
import { closesItsQuotes } from '../../../tools/submit/quotes.ts';
import { readTable } from '../../../tools/submit/read-table.ts';
import { type Row, START } from '../../../tools/submit/rows.ts';

test.each([
  ['plain fields', 'A,one\n', true],
  ['a field of several lines', 'A,"one\ntwo"\r\n', true],
  ['doubled quotes', 'A,"a ""b"" c",""\n', true],
  ['blank lines before', '\n\r\nA,"one"\n', true],
  ['no line end', '"A","one"', true],
  ['text behind a closing quote', 'A,"one\nA,"two is here"\n', false],
  ['a quote without an end', 'A,"one\n', false],
])('%s', (_, row, expected) => {
  expect(closesItsQuotes(Buffer.from(row), ',')).toBe(expected);
});

async function rowsOf(table: string): Promise<Row[]> {
  const bytes = (async function* () {
    yield Buffer.from(table);
  })();
  const rows: Row[] = [];
  for await (const row of readTable(bytes, 't.csv', ',', START)) rows.push(row);
  return rows;
}

test.each(['\n', ''])(
  'rows that a quote left open runs together are refused as one, the others are read',
  async (end) => {
    const rows = await rowsOf(`publication,text\nA,"one"\nB,say "hi" now\nA,"broken\nA,"two is here"${end}`);
    expect(rows.map(({ place, faults }) => [place, faults.map(({ message }) => message)])).toEqual([
      ['t.csv:2', []],
      ['t.csv:3', []],
      ['t.csv:4', [expect.stringContaining('a quote that is not closed')]],
    ]);
  },
);
