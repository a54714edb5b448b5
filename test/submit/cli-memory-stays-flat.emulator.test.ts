import { createWriteStream } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { expect, test } from 'vitest';
import { startTestEmulators } from '../support/emulators.ts';
import { runCli, temporaryFolder } from './support/run-cli.ts';
import { startSubmit } from './support/submit-process.ts';

/**
 * Loaded before the program: collects garbage now and then and leaves the most memory that was in use after it, in bytes. What the
 * operating system counts depends on when the collector cares to run.
 */
const watchMemory = `
  import { writeFileSync } from 'node:fs';
  import { setFlagsFromString } from 'node:v8';
  import { runInNewContext } from 'node:vm';
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc');
  let most = 0;
  setInterval(() => {
    collect();
    const { heapUsed, external } = process.memoryUsage();
    most = Math.max(most, heapUsed + external);
  }, 50).unref();
  process.on('exit', () => writeFileSync(process.env.MOST_FILE, String(most)));
`;

const ROW = `2019-01-02 03:04:05,"He said ""hi"", and ${'went on and on about it, at length, '.repeat(110)}\nThe end.",Times\n`;

test('a CSV of 50 MB takes no more memory than one of 5 MB', async () => {
  await using folder = await temporaryFolder();
  await using emulators = await startTestEmulators();
  await using submit = await startSubmit(emulators.env);
  await writeFile(folder.file('watch.mjs'), watchMemory);
  const memoryFor = async (bytes: number): Promise<number> => {
    const file = folder.file('large.csv');
    const count = Math.ceil(bytes / ROW.length);
    const rows = (function* () {
      yield 'date,article,publication\n';
      for (let n = 0; n < count; n++) yield ROW;
    })();
    await pipeline(Readable.from(rows), createWriteStream(file));
    const result = await runCli(['--url', submit.url, '--json', file], {
      env: { NODE_OPTIONS: `--import=${folder.file('watch.mjs')}`, MOST_FILE: folder.file('most') },
    });
    expect(result.code, result.stderr).toBe(0);
    expect(JSON.parse(result.stdout)).toMatchObject({ accepted: count, finished: true });
    return Number(await readFile(folder.file('most'), 'utf8'));
  };
  const small = await memoryFor(5e6);
  const large = await memoryFor(50e6);
  expect(large - small).toBeLessThan(15e6);
});
