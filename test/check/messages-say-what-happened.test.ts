import { expect, test } from 'vitest';
import { COMMENT, linesOfSources } from '../support/source-lines.ts';

const FOLDERS = ['functions', 'tools', 'emulators', 'cdktf'];
/** No identifier contains these, so the whole line is searched: texts of the page have no quotes. */
const PHRASES = /\b(?:so long|so many|(?:is|are) told|comes? again|came again|as it is)\b(?! shown)/;
/** Words that the field has other terms for, and codes of the system and of gRPC. */
const WORDS =
  /\b(?:stands|mend|mended|ENOENT|EISDIR|EACCES|EPERM|ECONN[A-Z]+|EADDR[A-Z]+|INVALID_ARGUMENT|ALREADY_EXISTS|FAILED_PRECONDITION|PERMISSION_DENIED)\b/;
const LITERAL = /'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"|`(?:\\.|[^`\\])*`?/g;

/** The lines with a message that uses one of them. A literal without a space is no message. */
function vague(source: string): string[] {
  return source.split('\n').filter((line) => {
    if (COMMENT.test(line)) return false;
    const messages = (line.match(LITERAL) ?? []).filter((literal) => literal.includes(' '));
    return PHRASES.test(line) || messages.some((message) => WORDS.test(message));
  });
}

test('messages use the terms of the field, and no codes of the system', async () => {
  expect(await linesOfSources(FOLDERS, vague)).toEqual([]);
});

test('a vague message is found, and code is not', () => {
  const messages = [
    "log.warn('a commit failed; waiting so long');",
    "throw new Error('EISDIR: it is a folder');",
    'const text = `the post stands in both`;',
    '    <p>It is told in the log.</p>',
  ];
  expect(vague(messages.join('\n'))).toHaveLength(messages.length);
  expect(vague("const stands = codes['ENOENT'];\n// It stands here.")).toEqual([]);
});
