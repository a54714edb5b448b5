import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { freePort } from '../../emulators/free-ports.ts';
import { type FakeMachine, fakeMachine, startOn } from '../support/fakes/fake-emulators.ts';
import { isListening, startNode, untilNobodyListens } from '../support/processes/child.ts';

const OWNER = fileURLToPath(new URL('../support/fakes/emulators-owner.ts', import.meta.url));

interface Hosts {
  readonly pubsubHost: string;
  readonly firestoreHost: string;
}

async function startOwner(machine: FakeMachine, ports = [0, 0]) {
  const owner = startNode([OWNER, machine.folder, ...ports.map(String)], machine.environment, {
    group: true,
  });
  await owner.printed(/\n/);
  const hosts: Hosts = JSON.parse(owner.stdout());
  return { owner, hosts };
}

/** Kills the guards with -9, so that no process ends the emulators. */
async function killGuards(machine: FakeMachine): Promise<void> {
  const [run] = await machine.system.list(machine.state);
  const record = JSON.parse(await readFile(join(machine.state, run ?? '', 'run.json'), 'utf8'));
  for (const emulator of record.emulators) process.kill(emulator.processes[0].pid, 'SIGKILL');
}

describe.each(['sdk', 'docker', 'firebase'] as const)('with %s, no emulator is left', (program) => {
  test('after disposal', async () => {
    await using machine = await fakeMachine([program]);
    let hosts: Hosts;
    {
      await using emulators = await startOn(machine);
      hosts = emulators;
      expect(await isListening(hosts.pubsubHost)).toBe(true);
      expect(await isListening(hosts.firestoreHost)).toBe(true);
    }
    await untilNobodyListens(hosts.pubsubHost);
    await untilNobodyListens(hosts.firestoreHost);
    expect(await machine.system.list(machine.state)).toEqual([]);
  });

  test('after kill -9 of the parent', async () => {
    await using machine = await fakeMachine([program]);
    const { owner, hosts } = await startOwner(machine);
    await using _ = owner;
    owner.process.kill('SIGKILL');
    await untilNobodyListens(hosts.pubsubHost);
    await untilNobodyListens(hosts.firestoreHost);
  });
});

test.each(['sdk', 'docker'] as const)(
  'with %s, the next start replaces emulators left after kill -9 of parent and guards',
  async (program) => {
    await using machine = await fakeMachine([program]);
    const ports = [await freePort(0, 'A_PORT'), await freePort(0, 'ANOTHER_PORT')];
    const { owner, hosts } = await startOwner(machine, ports);
    await using _ = owner;
    owner.process.kill('SIGSTOP');
    await killGuards(machine);
    owner.process.kill('SIGKILL');
    await owner.ended;
    expect(await isListening(hosts.pubsubHost)).toBe(true);

    const next = await startOwner(machine, ports);
    await using __ = next.owner;
    expect(next.hosts).toEqual(hosts);
    if (program === 'sdk')
      expect(next.owner.stderr()).toMatch(/the pubsub emulator \(pid \d+\), which a killed run left behind/);
    expect(await machine.system.list(machine.state)).toHaveLength(1);
    next.owner.process.kill('SIGKILL');
    await untilNobodyListens(hosts.pubsubHost);
  },
);

test('a start leaves the emulators of another living process running', async () => {
  await using machine = await fakeMachine(['sdk']);
  const first = await startOwner(machine);
  await using _ = first.owner;
  const second = await startOwner(machine);
  await using __ = second.owner;
  expect(second.hosts.pubsubHost).not.toBe(first.hosts.pubsubHost);
  second.owner.process.kill('SIGKILL');
  await untilNobodyListens(second.hosts.pubsubHost);
  expect(await isListening(first.hosts.pubsubHost)).toBe(true);
  expect(await isListening(first.hosts.firestoreHost)).toBe(true);
});

test('a guard that is killed ends its emulator, which is reported', async () => {
  await using machine = await fakeMachine(['sdk']);
  await using emulators = await startOn(machine);
  await killGuards(machine);
  expect((await emulators.failed).message).toContain('the process that guards it had ended');
  await untilNobodyListens(emulators.pubsubHost);
});

test('the emulators answer while the parent drains after Ctrl-C', async () => {
  await using machine = await fakeMachine(['sdk']);
  const { owner, hosts } = await startOwner(machine);
  await using _ = owner;
  process.kill(-(owner.process.pid ?? 0), 'SIGINT');
  await owner.printed(/interrupted/);
  expect(await isListening(hosts.pubsubHost)).toBe(true);
  expect(await isListening(hosts.firestoreHost)).toBe(true);
});

test('a configured emulator is used and left running, and the other one is started', async () => {
  await using machine = await fakeMachine(['sdk']);
  const { owner, hosts } = await startOwner(machine);
  await using _ = owner;
  {
    await using emulators = await startOn(machine, {
      environment: { ...machine.environment, PUBSUB_EMULATOR_HOST: hosts.pubsubHost },
    });
    expect(emulators.pubsubHost).toBe(hosts.pubsubHost);
    expect(emulators.firestoreHost).not.toBe(hosts.firestoreHost);
    expect(emulators.source).toMatch(/^PUBSUB_EMULATOR_HOST=.*, Google Cloud SDK in /);
  }
  expect(await isListening(hosts.pubsubHost)).toBe(true);
});
