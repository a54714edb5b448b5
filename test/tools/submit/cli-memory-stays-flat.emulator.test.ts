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
 * Preloaded: at each request it collects garbage and notes the bytes still in use. The memory that the
 * operating system reports depends on when the collector runs. Samples at intervals depend on the speed of
 * the machine: on a slow one half of them came before the first row.
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

test('the second half of a 50 MB CSV needs no more memory than the first', async () => {
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
  // The minimum of each half, because the memory in use varies with the requests in flight.
  const middle = Math.floor(used.length / 2);
  const grown =
    Math.min(...used.slice(middle)) - Math.min(...used.slice(Math.floor(used.length / 10), middle));
  // If rows were kept, the difference would be 20 MB and more.
  expect(grown).toBeLessThan(8e6);
});
