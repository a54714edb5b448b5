import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import { type ProgramRun, runProgram } from '../../support/processes/run-program.ts';

const runs: ProgramRun[] = [];

function live(life: string, drainTimeoutMs = 60_000): ProgramRun {
  const run = runProgram('life.ts', {}, [life, String(drainTimeoutMs)]);
  runs.push(run);
  return run;
}

afterEach(() => {
  for (const run of runs.splice(0)) run.child.kill('SIGKILL');
});

describe('a signal', () => {
  test.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)(
    '%s lets main finish, tears parts down in reverse order, awaits each, and exits with 0',
    async (signal) => {
      const run = live('drains');
      await run.says('ready');
      run.child.kill(signal);
      expect(await run.ended).toEqual({ code: 0, signal: null });
      expect(run.output().match(/^(finishing|\w+ close[sd])$/gm)).toEqual([
        'finishing',
        'subscriber closes',
        'subscriber closed',
        'pool closes',
        'pool closed',
        'client closes',
        'client closed',
      ]);
      expect(run.output()).toContain(`${signal}: finishing the work in flight`);
    },
  );

  test('repeated at once counts as the same signal', async () => {
    const run = live('drains');
    await run.says('ready');
    run.child.kill('SIGTERM');
    await run.says('finishing');
    run.child.kill('SIGTERM');
    run.child.kill('SIGINT');
    expect(await run.ended).toEqual({ code: 0, signal: null });
    expect(run.output()).toContain('client closed');
  });

  // These two tests wait for seconds, so they run concurrently.
  test('repeated after 5 s ends the process at once with 128 + signal; a drain that hangs is given up with 75', async () => {
    const [forced, interrupted, hanging, hangingInMain] = [
      live('slow'),
      live('slow'),
      live('hangs', 0),
      live('hangsInMain', 0),
    ];
    await Promise.all(runs.map((run) => run.says('ready')));
    for (const run of runs) run.child.kill('SIGTERM');
    const givenUp = Promise.all([hanging.ended, hangingInMain.ended]);
    await Promise.all([forced, interrupted].map((run) => run.says('pool closes')));
    await sleep(5_100);
    forced.child.kill('SIGTERM');
    interrupted.child.kill('SIGINT');
    expect(await forced.ended).toEqual({ code: 143, signal: null });
    expect(await interrupted.ended).toEqual({ code: 130, signal: null });
    expect(forced.output()).toContain('second SIGTERM: ending at once');
    expect(await givenUp).toEqual([
      { code: 75, signal: null },
      { code: 75, signal: null },
    ]);
    expect(hanging.output()).toContain('work in flight was not finished within 5 s');
  });
});

describe('the exit code', () => {
  test('is the return value of main', async () => {
    expect(await live('returns').ended).toEqual({ code: 1, signal: null });
  });

  test.each(['explains', 'explainsLater'])(
    'is that of an explained error, which is shown without a stack (%s)',
    async (life) => {
      const run = live(life);
      expect(await run.ended).toEqual({ code: 69, signal: null });
      expect(run.output()).toMatch(/"severity":"ERROR".*"message":"(There is no|The) emulator/);
      expect(run.output()).not.toContain('stack');
    },
  );

  test.each(['fails', 'throwsLater', 'rejectsLater', 'failsToClose'])(
    'is 1 after an internal error, which is shown with its stack (%s)',
    async (life) => {
      const run = live(life);
      expect(await run.ended).toEqual({ code: 1, signal: null });
      expect(run.output()).toMatch(/"severity":"CRITICAL".*a fault of ours.*"stack":/);
    },
  );

  test('does not prevent the teardown of parts, even if one of them fails', async () => {
    for (const life of ['explains', 'fails', 'failsToClose']) {
      const run = live(life);
      await run.ended;
      expect(run.output()).toContain('client closed');
    }
  });
});

test('a slow reader gets all output before the process ends', async () => {
  const run = live('prints');
  run.child.stdout?.pause();
  await sleep(500);
  run.child.stdout?.resume();
  expect(await run.ended).toEqual({ code: 0, signal: null });
  expect(run.output().match(/x/g)).toHaveLength(1_000_000);
});

test('a signal ends the wait for a reader that does not read', async () => {
  const run = live('prints');
  run.child.stdout?.pause();
  await run.says('all written');
  run.child.kill('SIGTERM');
  await new Promise((resolve) => run.child.once('exit', resolve));
  expect(run.child.exitCode).toBe(0);
});

test('a process started by npm drains when npm ends, because a SIGTERM for npm alone does not reach it', async () => {
  const run = runProgram('life.ts', { npm_lifecycle_event: 'start' }, ['drains'], 'sh');
  runs.push(run);
  await run.says('ready');
  run.child.kill('SIGKILL');
  await run.says('the process that started this one has ended');
  await run.says('client closed');
});
