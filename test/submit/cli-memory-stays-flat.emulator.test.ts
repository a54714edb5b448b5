import { createWriteStream } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { expect, test } from 'vitest';
import { startTestEmulators } from '../support/emulators.ts';
import { runCli, temporaryFolder } from './support/run-cli.ts';
import { startSubmit } from './support/submit-process.ts';

/**
 * Loaded before the program: collects garbage now and then and leaves in a file how much memory was in use after it, in bytes. What the
 * operating system counts depends on when the collector cares to run.
 */
const watchMemory = `
  import { writeFileSync } from 'node:fs';
  import { setFlagsFromString } from 'node:v8';
  import { runInNewContext } from 'node:vm';
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc');
  const used = [];
  setInterval(() => {
    collect();
    const { heapUsed, external } = process.memoryUsage();
    used.push(heapUsed + external);
  }, 100).unref();
  process.on('exit', () => writeFileSync(process.env.USED_FILE, JSON.stringify(used)));
`;

const ROW = `2019-01-02 03:04:05,"He said ""hi"", and ${'went on and on about it, at length, '.repeat(110)}\nThe end.",Times\n`;

test('over a CSV of 50 MB no more memory is in use in the second half than in the first', async () => {
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
  expect(used.length).toBeGreaterThan(5);
  const median = (numbers: readonly number[]): number =>
    numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN;
  const middle = Math.floor(used.length / 2);
  // Half of the file would be 25 MB more.
  expect(median(used.slice(middle)) - median(used.slice(0, middle))).toBeLessThan(12e6);
});
