/**
 * The short forms of scenarios as tests. Two files share them, so that the waiting of one overlaps with the
 * work of the other.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openRun, type ScenarioRun } from './run.ts';
import type { ScenarioSetting } from './scenario.ts';
import { scenarios } from './scenarios.ts';

/** The scenarios that wait for the expiry of leases. The others mostly work. */
export const waiting = [
  'kill-extract',
  'kill-save',
  'kill-pool',
  'kill-between-days',
  'midnight',
  'pubsub-away',
  'terminate',
  'daemons-stopped',
  'descriptors-gone',
] as const;
export const working = Object.keys(scenarios).filter((name) => !waiting.some((one) => one === name));

/**
 * Makes a test of each scenario. All share a pair of emulators.
 * @param pullApi how the daemons receive
 */
export function testShortForms(names: readonly string[], pullApi: ScenarioSetting['pullApi']): void {
  let run: ScenarioRun;
  beforeAll(async () => {
    run = await openRun();
  });
  afterAll(() => run[Symbol.asyncDispose]());
  test.each(names)(
    'each accepted post is counted once or is a dead letter: %s',
    async (name) => {
      const lines: string[] = [];
      const { problems } = await run.scenario(name, {
        seed: 1,
        count: 100,
        isLong: false,
        pullApi,
        say: (line) => lines.push(line),
      });
      expect(problems, lines.join('\n')).toEqual([]);
    },
    300_000,
  );
}
