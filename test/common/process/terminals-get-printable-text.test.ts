import { execFile } from 'node:child_process';
import { Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { formatCounts } from '../../../emulators/pipeline/report.ts';
import { printable, printableLines, printableValue } from '../../../functions/common/process/printable.ts';
import { openProgress } from '../../../tools/submit/progress.ts';
import { describeResume } from '../../../tools/submit/summary.ts';
import { virtualClock } from '../../support/virtual-clock.ts';

const evil = '\u001b[31m\u009b2J\u202eabc\u2066\u061c\r\n';
const shown = String.raw`\u001b[31m\u009b2J\u202eabc\u2066\u061c\r\n`;

test('control characters of terminals, lines and directions are escaped as in JSON', () => {
  expect(printable(evil)).toBe(shown);
  expect(JSON.parse(`"${printable(evil)}"`)).toBe(evil);
  expect(printable('Café – 東京 🗼')).toBe('Café – 東京 🗼');
});

test('messages of several lines keep their line ends and tabs', () => {
  expect(printableLines(`a\n\tb${evil}`)).toBe(`a\n\tb${shown.slice(0, -2)}\n`);
});

test('every string of a log entry is made printable, names of fields included', () => {
  expect(printableValue({ [evil]: [evil, 1, null, { err: evil }] })).toEqual({
    [shown]: [`${shown.slice(0, -2)}\n`, 1, null, { err: `${shown.slice(0, -2)}\n` }],
  });
});

test.each(['pretty', 'command'])(
  'a log for people (%s) escapes the control characters that senders wrote',
  async (kind) => {
    const program = fileURLToPath(
      new URL('../../support/processes/programs/logs-what-it-is-given.ts', import.meta.url),
    );
    const { stderr } = await promisify(execFile)(process.execPath, [program, kind, evil], {
      env: { PATH: process.env.PATH ?? '', NO_COLOR: '1' },
    });
    expect(stderr).toContain(shown.slice(0, -2));
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the test looks for these control characters
    expect(stderr).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202e\u2066]/);
  },
);

test('notes of a submission, counts of npm start and the line that resumes are printable', () => {
  let noted = '';
  const stream = new Writable({
    write(chunk, _encoding, done) {
      noted += chunk;
      done();
    },
  });
  const now = () => ({ accepted: 0, rejected: 0, bytes: 0, fraction: undefined, isDryRun: false });
  using progress = openProgress(stream, now, virtualClock());
  progress.note(`row 1: ${evil}`);
  expect(noted).toBe(`row 1: ${shown}\n`);

  const counts = formatCounts(
    [
      {
        id: 'p',
        name: evil,
        articles: 1,
        names: [{ key: 'k', type: 'person', text: `A\u001bB\u202e`, articles: 1, mentions: 2 }],
      },
    ],
    { publications: 1, names: 1 },
  );
  expect(counts).toContain(`\n${shown}: 1 article\n  A\\u001bB\\u202e 2\n`);
  expect(describeResume([`it's\u001b\\.csv`])).toContain(String.raw`$'it\'s\u001b\\.csv'`);
});
