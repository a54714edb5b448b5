import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, expect, test } from 'vitest';
import { systemRuntime } from '../../../functions/common/process/system-runtime.ts';
import type { PoolOptions } from '../../../functions/extract/pool/pool.ts';
import { openTextPool, type TextPool } from '../../../functions/extract/pool/pools.ts';

const script = join(import.meta.dirname, '../../support/extract/troubled-worker.ts');
const pools: TextPool[] = [];

function pool(options: Partial<PoolOptions> = {}): TextPool {
  const opened = openTextPool({
    size: 2,
    extractor: 'compromise',
    minScore: 0,
    languages: 'all',
    titles: false,
    timeoutMs: 60_000,
    memoryMb: 64,
    log: pino({ level: 'silent' }),
    clock: systemRuntime.clock,
    script,
    ...options,
  });
  pools.push(opened);
  return opened;
}

afterEach(async () => {
  await Promise.all(pools.splice(0).map((one) => one[Symbol.asyncDispose]()));
});

/** Extracts texts together. The outcome of each is its text or the reason of its failure. */
async function outcomes(from: TextPool, texts: readonly string[]): Promise<string[]> {
  return Promise.all(
    texts.map((text) =>
      from.run({ content: text }).then(
        ({ mentions }) => mentions[0]?.text ?? '',
        (error: { reason: string }) => error.reason,
      ),
    ),
  );
}

const good = Array.from({ length: 40 }, (_, index) => `text-${index}`);

test('each text gets its own result, in whichever batch it was', async () => {
  expect(await outcomes(pool(), good)).toEqual(good);
});

test('a text that makes extraction throw fails alone', async () => {
  expect(await outcomes(pool(), [...good, 'throw', 'last'])).toEqual([...good, 'extraction-error', 'last']);
});

test('a text that ends its process fails after a second try alone, and other texts are extracted', async () => {
  expect(await outcomes(pool(), [...good, 'crash', 'last'])).toEqual([...good, 'extraction-crash', 'last']);
});

test('a text whose process is killed once is extracted in a new process', async () => {
  const text = `crash-once ${join(mkdtempSync(join(tmpdir(), 'pool-')), 'been-here')}`;
  expect(await outcomes(pool(), [...good, text])).toEqual([...good, text]);
});

test('a text whose process is killed each time fails in the end', async () => {
  expect(await outcomes(pool({ size: 1 }), ['a', 'kill', 'b'])).toEqual(['a', 'extraction-crash', 'b']);
});

test('a stuck text times out, and its process is ended', async () => {
  expect(await outcomes(pool({ timeoutMs: 300 }), [...good, 'hang', 'last'])).toEqual([
    ...good,
    'extraction-timeout',
    'last',
  ]);
});

test('a text that exhausts the memory of its process fails with that reason', async () => {
  expect(await outcomes(pool(), ['devour', ...good])).toEqual(['extraction-memory', ...good]);
});

test('a text that is not extracted when the pool closes fails with a reason that says so', async () => {
  const closing = pool({ size: 1 });
  const pending = outcomes(closing, ['hang', 'waiting']);
  await closing[Symbol.asyncDispose]();
  expect(await pending).toEqual(['pool-closed', 'pool-closed']);
  expect(await outcomes(closing, ['late'])).toEqual(['pool-closed']);
});

test('a pool whose processes cannot start is unhealthy and blames no text', async () => {
  const broken = pool({ script: join(import.meta.dirname, '../../support/extract/no-such-worker.ts') });
  const pending = outcomes(broken, ['a']);
  while (broken.problems().length === 0) await new Promise((resolve) => setTimeout(resolve, 50));
  expect(broken.problems()[0]).toContain('do not start');
  await broken[Symbol.asyncDispose]();
  expect(await pending).toEqual(['pool-closed']);
});
