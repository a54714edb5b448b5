import { afterEach, beforeEach, expect, test } from 'vitest';
import { makeTarball } from '../../cdktf/build/archive.ts';
import {
  daemons,
  installed,
  leftovers,
  offer,
  startConfiguredMachine,
  sum,
} from '../support/cdktf/daemons.ts';
import type { Machine } from '../support/cdktf/machine.ts';

let machine: Machine;
beforeEach(async () => {
  machine = await startConfiguredMachine();
});
afterEach(() => machine[Symbol.asyncDispose]());

const bad: readonly (readonly [string, () => Promise<void>])[] = [
  [
    'a corrupt download',
    async () => {
      const archive = await daemons('two');
      const sha256 = sum(archive);
      archive[archive.length >> 1] = (archive[archive.length >> 1] ?? 0) ^ 1;
      offer(machine, archive, sha256);
    },
  ],
  [
    'a truncated download',
    async () => {
      const archive = await daemons('two');
      offer(machine, archive.slice(0, 200), sum(archive));
    },
  ],
  ['a download that is no archive', async () => void offer(machine, Buffer.from('no archive'))],
  [
    'an archive with a file that differs from its manifest',
    async () => {
      const text = (contents: string) => ({ bytes: Buffer.from(contents) });
      offer(
        machine,
        await makeTarball('entity-pipeline', [
          { name: 'app/stage.js', contents: text('another') },
          { name: 'SHA256SUMS', contents: text(`${'0'.repeat(64)}  app/stage.js\n`) },
        ]),
      );
    },
  ],
  [
    'a missing archive',
    async () => {
      offer(machine, await daemons('two'));
      machine.objects.clear();
    },
  ],
  [
    'a missing configuration',
    async () => {
      offer(machine, await daemons('two'));
      machine.metadata.delete('health-env');
    },
  ],
];
test.each(bad)('after %s the old version continues unchanged', async (_, offerBad) => {
  const one = offer(machine, await daemons('one'));
  await machine.boot();
  const environment = machine.read('etc/entity-pipeline/extract.env');
  await offerBad();
  const { exitCode, output, calls } = await machine.boot();
  expect(exitCode).not.toBe(0);
  expect(output).toContain(`the new version cannot be installed: the machine keeps running ${one}`);
  expect(machine.current()).toBe(one);
  expect(machine.read('opt/entity-pipeline/current/app/stage.js')).toBe('one');
  expect(machine.read('etc/systemd/system/extract.service')).toBe('# extract one\n');
  expect(machine.read('etc/entity-pipeline/extract.env')).toBe(environment);
  expect(calls).toEqual(['systemctl daemon-reload', 'systemctl start extract save health']);
  expect(leftovers(machine)).toEqual([]);
});

test('a first boot without a valid version starts nothing', async () => {
  offer(machine, Buffer.from('no archive'));
  const { exitCode, output, calls } = await machine.boot();
  expect(exitCode).not.toBe(0);
  expect(output).toContain('no version can be installed');
  expect(calls).toEqual([]);
  expect(installed(machine)).toEqual([]);
});
