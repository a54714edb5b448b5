import { createWriteStream } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { expect, test } from 'vitest';
import { startTestEmulators } from '../../support/emulators.ts';
import { temporaryFolder } from '../../support/folder.ts';
import { runCli } from '../../support/submit/run-cli.ts';
import { startSubmit } from '../../support/submit/submit-process.ts';

/**
 * Loaded before the program: at each request it sends, collects garbage and notes how much memory is in use
 * after that, in bytes. What the operating system counts depends on when the collector cares to run, and
 * samples by the clock on how fast the machine is: on a slow one half of them fell before the first row was
 * read.
 */
const watchMemory = `
  import { subscribe } from 'node:diagnostics_channel';
  import { writeFileSync } from 'node:fs';
  import { setFlagsFromString } from 'node:v8';
  import { runInNewContext } from 'node:vm';
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc');
  const used = [];
  subscribe('undici:request:create', () => {
    collect();
    const { heapUsed, external } = process.memoryUsage();
    used.push(heapUsed + external);
  });
  process.on('exit', () => writeFileSync(process.env.USED_FILE, JSON.stringify(used)));
`;

const ROW = `2019-01-02 03:04:05,"He said ""hi"", and ${'went on and on about it, at length, '.repeat(110)}\nThe end.",Times\n`;

test('over a CSV of 50 MB the second half needs no more memory than the first', async () => {
  await using folder = await temporaryFolder();
  await using emulators = await startTestEmulators();
  await using submit = await startSubmit(emulators.env);
  await writeFile(folder.file('watch.mjs'), watchMemory);
  const count = Math.ceil(50e6 / ROW.length);
  const rows = (function* () {
    yield 'date,article,publication\n';
    for (let n = 0; n < count; n++) yield ROW;
  })();
  await pipeline(Readable.from(rows), createWriteStream(folder.file('large.csv')));
  const result = await runCli(['--url', submit.url, '--json', folder.file('large.csv')], {
    env: { NODE_OPTIONS: `--import=${folder.file('watch.mjs')}`, USED_FILE: folder.file('used') },
  });
  expect(result.code, result.stderr).toBe(0);
  expect(JSON.parse(result.stdout)).toMatchObject({ accepted: count, finished: true });
  const used: readonly number[] = JSON.parse(await readFile(folder.file('used'), 'utf8'));
  expect(used.length).toBeGreaterThan(20);
  // The least of a half: between two requests anything up to all that may be in flight is in use, and it is
  // not held for long.
  const middle = Math.floor(used.length / 2);
  const grown =
    Math.min(...used.slice(middle)) - Math.min(...used.slice(Math.floor(used.length / 10), middle));
  // What was read between those two would be 20 MB and more, were it held.
  expect(grown).toBeLessThan(8e6);
});
