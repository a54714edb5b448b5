import { expect, test } from 'vitest';
import { startNode } from '../../support/processes/child.ts';

const HINT = 'first run the `export` line that its start printed as "Operate it"';

test.each([
  ['no project', {}, true],
  ['a wrong project', { GOOGLE_CLOUD_PROJECT: 'X' }, false],
])(
  'a command that has %s is told so; without one also where a local pipeline has it',
  async (...[, environment, hasHint]) => {
    await using child = startNode(['tools/names/cli.ts', 'list'], { PATH: process.env.PATH, ...environment });
    expect(await child.ended).toBe(78);
    expect(child.stderr()).toContain('GOOGLE_CLOUD_PROJECT');
    expect(child.stderr().includes(HINT)).toBe(hasHint);
  },
);
