import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { endLeftovers } from '../../emulators/pipeline/runs.ts';
import { identify, isRunning, type ProcessId } from '../../emulators/processes.ts';
import { REMOVE_ALL } from '../support/folder.ts';
import { startNode } from '../support/processes/child.ts';

const log = pino({ level: 'silent' });
let state: string;

beforeEach(async () => {
  state = await mkdtemp(join(tmpdir(), 'runs-'));
});

afterEach(() => rm(state, REMOVE_ALL));

async function startSleeper() {
  const child = startNode(['-e', 'console.log("up"); setInterval(() => {}, 1000)'], process.env, {
    group: true,
  });
  await child.printed(/up/);
  const id = identify(child.process.pid ?? 0);
  if (id === undefined) throw new Error('a running process must have an identity');
  return { child, id };
}

async function recordRun(owner: ProcessId, processes: readonly ProcessId[]): Promise<void> {
  await mkdir(join(state, 'run-1'));
  await writeFile(
    join(state, 'run-1', 'run.json'),
    JSON.stringify({ owner, emulators: [{ name: 'pubsub', processes }] }),
  );
}

const dead = { pid: process.pid, started: 'before this one' };

test('a process whose owner is dead is ended', async () => {
  const { child, id } = await startSleeper();
  await using _ = child;
  await recordRun(dead, [id]);
  await endLeftovers(state, log);
  expect(await child.ended).toBe('SIGKILL');
  expect(await readdir(state)).toEqual([]);
});

test('a process whose owner lives is not ended', async () => {
  const { child, id } = await startSleeper();
  await using _ = child;
  const owner = identify(process.pid);
  await recordRun(owner ?? dead, [id]);
  await endLeftovers(state, log);
  expect(isRunning(id)).toBe(true);
  expect(await readdir(state)).toEqual(['run-1']);
});

test('an unrelated process that has got the pid of a dead emulator is not ended', async () => {
  const { child, id } = await startSleeper();
  await using _ = child;
  await recordRun(dead, [{ pid: id.pid, started: 'long ago' }]);
  await endLeftovers(state, log);
  expect(isRunning(id)).toBe(true);
  expect(await readdir(state)).toEqual([]);
});

test('a run that is starting and has not written its record yet is not ended', async () => {
  await mkdir(join(state, 'run-2'));
  await endLeftovers(state, log);
  expect(await readdir(state)).toEqual(['run-2']);
});
