import { pino } from 'pino';
import { expect, test } from 'vitest';
import { addDays } from '../../functions/common/domain/store/day.ts';
import { createMetrics } from '../../functions/common/process/metrics.ts';
import type { Runtime } from '../../functions/common/process/runtime.ts';
import { systemRuntime } from '../../functions/common/process/system-runtime.ts';
import { createSilenceWatch } from '../../functions/save/rollup/silence-watch.ts';
import { countReads } from '../bench/show.count-reads.ts';
import { sharedEmulators } from '../support/shared.ts';
import { rollUp, save } from '../support/show/seed.ts';
import { processedPost } from '../support/store.ts';

const emulators = sharedEmulators();
const reads = countReads();
const QUARTER_MS = 15 * 60 * 1_000;
const today = new Date().toISOString().slice(0, 10);

const posts = (publication: string, ages: readonly number[]) =>
  ages.flatMap((age) =>
    Array.from({ length: 5 }, (_, n) =>
      processedPost({
        postId: `${age}-${n}`,
        publication,
        publishedAt: `${addDays(today, -age)}T00:00:00Z`,
        acceptedAt: new Date().toISOString(),
      }),
    ),
  );
const ages = (first: number, last: number): number[] =>
  Array.from({ length: first - last + 1 }, (_, n) => first - n);

test('silent publications are counted, each is logged once when it becomes silent, and few documents are read', async () => {
  await save(emulators, [...posts('Alive', ages(20, 0)), ...posts('Lost', ages(20, 5))]);
  await rollUp(emulators, true);
  const lines: string[] = [];
  const log = pino({ level: 'warn' }, { write: (line) => void lines.push(line) });
  const metrics = createMetrics('save');
  let passed = 0;
  const clock = { ...systemRuntime.clock, monotonic: () => passed };
  const runtime: Runtime = { ...systemRuntime, clock };
  const watch = createSilenceWatch({ firestore: emulators.firestore, runtime, log, metrics });
  const measured = async (): Promise<string | undefined> =>
    /^pipeline_silent_publications\{stage="save"\} (\d+)$/m.exec(await metrics.registry.metrics())?.[1];
  const look = async (): Promise<number> => {
    passed += QUARTER_MS;
    reads.take();
    await watch.look();
    return reads.take();
  };

  await watch.look();
  expect(await measured()).toBeUndefined();
  // Two months at most and the days that their sums lack, instead of 21 days.
  expect(await look()).toBeLessThanOrEqual(10);
  expect([await measured(), lines]).toEqual(['1', []]);
  // Nothing changed, so that the watch reads no chunk again.
  expect(await look()).toBeLessThanOrEqual(5);

  await save(emulators, posts('Fading', ages(20, 4)));
  await rollUp(emulators, true);
  await look();
  expect(await measured()).toBe('2');
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([
    { publication: 'Fading', lastDay: addDays(today, -4) },
  ]);
  await look();
  expect(lines).toHaveLength(1);
  await save(emulators, posts('Lost', [0]));
  await rollUp(emulators, true);
  await look();
  expect(await measured()).toBe('1');
});
