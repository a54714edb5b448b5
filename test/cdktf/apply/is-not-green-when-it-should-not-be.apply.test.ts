import { expect, test } from 'vitest';
import { newProject } from './deployed.ts';

test('a deployment that gets no machine fails', async () => {
  await using deployed = await newProject();
  deployed.world.availableMachines = 0;
  deployed.workspace.write();
  await expect(deployed.apply()).rejects.toThrow('timeout while waiting for state');
});

test('the next deployment completes a first one that was interrupted', async () => {
  await using deployed = await newProject();
  const { world, workspace, apply, changes } = deployed;
  workspace.write();
  const [first = ''] = workspace.stacks();
  await workspace.start(first, 'init', '-no-color').outcome;
  const run = workspace.start(first, 'apply', '-no-color', '-auto-approve');
  const enough = setInterval(() => {
    if (world.calls.filter(({ verb }) => verb !== 'GET').length < 40) return;
    clearInterval(enough);
    run.process.kill('SIGINT');
  }, 20);
  const { status, output } = await run.outcome;
  clearInterval(enough);
  expect(status, output).toBe(1);
  expect(output).toContain('Interrupt received');
  await apply();
  expect(await changes()).toEqual([]);
});
