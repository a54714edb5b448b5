import { expect, test } from 'vitest';
import { COMMENT, linesOfSources } from '../support/source-lines.ts';

const FOLDERS = ['functions', 'tools', 'emulators', 'cdktf', 'test', 'docs'];
/** Phrases that hide who does what, and words that the field has other terms for. */
const VAGUE = /\b(?:so long|so many|stands|is told|are told|comes again)\b/;
const BEGINNING = /^\s*(?:\*|\/\/|\/\*\*?) (?:What|Whoever|Who) /;
/** The line that has the title of a test. The title of `test.each` may follow its table. */
const TITLE = /^\s*(?:(?:test|describe)\b[^'"`]*|[\])}]+)\(['"`]/;

/** The comment lines and titles that use one of them. */
function vague(source: string): string[] {
  const isText = (line: string): boolean => COMMENT.test(line) || TITLE.test(line);
  return source.split('\n').filter((line) => BEGINNING.test(line) || (isText(line) && VAGUE.test(line)));
}

test('comments and titles name who acts, in the terms of the field', async () => {
  expect(await linesOfSources(FOLDERS, vague)).toEqual([]);
});

test('the check finds a vague comment or title, and ignores code', () => {
  const comments = [
    '// What a reader gets.',
    ' * The saver holds so many posts.',
    '/** It stands in a record. */',
  ];
  expect(vague(comments.join('\n'))).toHaveLength(3);
  const titles = [
    "test('it comes again', () => {",
    "])('%s is told', (one) => {",
    "describe('it stands', () => {",
  ];
  expect(vague(titles.join('\n'))).toHaveLength(3);
  expect(vague("const stands = 'so many';\n// The saver holds 100 posts.")).toEqual([]);
});
