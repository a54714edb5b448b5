/** The short form of every scenario; `npm run faults -- NAME` runs the long one. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openRun, type Run } from './run.ts';
import { scenarios } from './scenarios.ts';

let run: Run;

beforeAll(async () => {
  run = await openRun();
});
afterAll(() => run[Symbol.asyncDispose]());

test.each(Object.keys(scenarios))(
  'each accepted post is counted once or in dead letters: %s',
  async (name) => {
    const lines: string[] = [];
    const { problems } = await run.scenario(name, {
      seed: 1,
      count: 100,
      isLong: false,
      say: (line) => lines.push(line),
    });
    expect(problems, lines.join('\n')).toEqual([]);
  },
  300_000,
);
