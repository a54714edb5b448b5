import { expect, test } from 'vitest';
import { COMMENT, linesOfSources } from '../support/source-lines.ts';

const FOLDERS = ['functions', 'tools', 'emulators', 'cdktf', 'test', 'docs'];
const WIDTH = 110;

/** The comment lines that are too wide. A line with a long URL cannot be broken. */
function tooWide(source: string): string[] {
  return source
    .split('\n')
    .filter((line) => line.length > WIDTH && COMMENT.test(line) && !/https?:\/\/\S{30}/.test(line));
}

test('a comment is at most 110 columns wide', async () => {
  expect(await linesOfSources(FOLDERS, tooWide)).toEqual([]);
});

test('the check finds a wide comment, and ignores wide code and long URLs', () => {
  const long = 'x'.repeat(WIDTH);
  expect(tooWide(`// ${long}\n  * ${long}\n/** ${long} */`)).toHaveLength(3);
  expect(tooWide(`const text = '${long}';\n// see https://example.org/${long}`)).toEqual([]);
});
