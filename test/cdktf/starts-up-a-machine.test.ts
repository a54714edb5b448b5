import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type ArchiveFile, makeTarball } from '../../cdktf/build/archive.ts';
import { type Machine, startMachine, startupScript } from '../support/cdktf/machine.ts';

const BUCKET = 'a-bucket';
const services = ['extract', 'save', 'health'];

let machine: Machine;
beforeEach(async () => {
  machine = await startMachine();
  for (const service of services)
    machine.metadata.set(`${service}-env`, `GOOGLE_CLOUD_PROJECT=demo\nNAME=${service}`);
});
afterEach(() => machine[Symbol.asyncDispose]());

/** An archive of daemons that has all of the real one but the weight; its Node tells a version and no more. */
async function daemons(version: string): Promise<Uint8Array> {
  const text = (contents: string) => ({ bytes: Buffer.from(contents) });
  const files: ArchiveFile[] = [
    { name: 'bin/node', contents: text('#!/bin/sh\necho v24.0.0\n'), executable: true },
    { name: 'NODE_VERSION', contents: text('24.0.0\n') },
    { name: 'app/stage.js', contents: text(version) },
    ...services.map((service) => ({
      name: `systemd/${service}.service`,
      contents: text(`# ${service} ${version}\n`),
    })),
  ];
  const sums = files.map(
    ({ name, contents }) => `${sum('bytes' in contents ? contents.bytes : '')}  ${name}\n`,
  );
  return makeTarball('entity-pipeline', [...files, { name: 'SHA256SUMS', contents: text(sums.join('')) }]);
}

/** Puts an archive into the bucket and tells the machine to run it. */
function offer(archive: Uint8Array, sha256 = sum(archive)): string {
  const name = `daemons-${sha256.slice(0, 16)}.tar.gz`;
  machine.objects.set(`${BUCKET}/${name}`, archive);
  machine.metadata.set('artifact-bucket', BUCKET);
  machine.metadata.set('artifact-object', name);
  machine.metadata.set('artifact-sha256', sha256);
  return sha256;
}

function sum(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function installed(): string[] {
  return readdirSync(join(machine.root, 'opt/entity-pipeline/versions')).sort();
}

function leftovers(): string[] {
  return readdirSync(join(machine.root, 'opt/entity-pipeline')).filter(
    (name) => !['current', 'versions'].includes(name),
  );
}

const downloads = (): string[] => machine.requests.filter((path) => path.startsWith('/storage/'));

test('at its first boot it gets the daemons, checks them and starts them', async () => {
  const version = offer(await daemons('one'));
  const { exitCode, output, calls } = await machine.boot();
  expect(output).toContain(`version ${version} is installed`);
  expect(exitCode).toBe(0);
  expect(machine.current()).toBe(version);
  expect(machine.read('opt/entity-pipeline/current/app/stage.js')).toBe('one');
  expect(machine.read('etc/systemd/system/extract.service')).toBe('# extract one\n');
  expect(machine.read('etc/entity-pipeline/save.env')).toBe('GOOGLE_CLOUD_PROJECT=demo\nNAME=save\n');
  expect(calls).toEqual([
    'systemctl daemon-reload',
    'systemctl restart extract save health',
    'systemctl start extract save health',
  ]);
  expect(leftovers()).toEqual([]);
  // The daemons run as users of their own.
  for (const path of [
    '',
    'versions',
    `versions/${version}`,
    `versions/${version}/app`,
    `versions/${version}/bin/node`,
  ])
    expect(statSync(join(machine.root, 'opt/entity-pipeline', path)).mode & 0o005, path).toBe(0o005);
});

test('at its second boot it downloads nothing, changes nothing and starts what is there', async () => {
  const version = offer(await daemons('one'));
  await machine.boot();
  const { exitCode, calls } = await machine.boot();
  expect(exitCode).toBe(0);
  expect(downloads()).toEqual([]);
  expect(machine.current()).toBe(version);
  expect(calls).toEqual(['systemctl daemon-reload', 'systemctl start extract save health']);
});

test('an upgrade switches to the new version and keeps the one before, and no older one', async () => {
  offer(await daemons('one'));
  await machine.boot();
  const two = offer(await daemons('two'));
  const { calls } = await machine.boot();
  expect(machine.read('opt/entity-pipeline/current/app/stage.js')).toBe('two');
  expect(machine.read('etc/systemd/system/save.service')).toBe('# save two\n');
  expect(calls).toContain('systemctl restart extract save health');
  const three = offer(await daemons('three'));
  await machine.boot();
  expect(installed()).toEqual([two, three].sort());
  expect(machine.current()).toBe(three);
});

test('going back to the version before needs no download', async () => {
  const old = await daemons('one');
  offer(old);
  await machine.boot();
  offer(await daemons('two'));
  await machine.boot();
  offer(old);
  await machine.boot();
  expect(downloads()).toEqual([]);
  expect(machine.read('opt/entity-pipeline/current/app/stage.js')).toBe('one');
});

test('a daemon whose configuration has changed is restarted, and no other', async () => {
  offer(await daemons('one'));
  await machine.boot();
  machine.metadata.set('save-env', 'LOG_LEVEL=debug');
  const { calls } = await machine.boot();
  expect(machine.read('etc/entity-pipeline/save.env')).toBe('LOG_LEVEL=debug\n');
  expect(calls).toEqual([
    'systemctl daemon-reload',
    'systemctl restart save',
    'systemctl start extract save health',
  ]);
});

describe('a version that is not what it should be is refused, and the old one keeps running as it was', () => {
  const bad: readonly (readonly [string, () => Promise<void>])[] = [
    [
      'a corrupt download',
      async () => {
        const archive = await daemons('two');
        const sha256 = sum(archive);
        archive[archive.length >> 1] = (archive[archive.length >> 1] ?? 0) ^ 1;
        offer(archive, sha256);
      },
    ],
    [
      'a download that was cut short',
      async () => {
        const archive = await daemons('two');
        offer(archive.slice(0, 200), sum(archive));
      },
    ],
    ['something that is no archive', async () => void offer(Buffer.from('no archive'))],
    [
      'an archive with a file that its manifest does not expect so',
      async () => {
        const text = (contents: string) => ({ bytes: Buffer.from(contents) });
        offer(
          await makeTarball('entity-pipeline', [
            { name: 'app/stage.js', contents: text('another') },
            { name: 'SHA256SUMS', contents: text(`${'0'.repeat(64)}  app/stage.js\n`) },
          ]),
        );
      },
    ],
    [
      'one that is not there',
      async () => {
        offer(await daemons('two'));
        machine.objects.clear();
      },
    ],
    [
      'a configuration that is not there',
      async () => {
        offer(await daemons('two'));
        machine.metadata.delete('health-env');
      },
    ],
  ];
  test.each(bad)('%s', async (_, offerBad) => {
    const one = offer(await daemons('one'));
    await machine.boot();
    const environment = machine.read('etc/entity-pipeline/extract.env');
    await offerBad();
    const { exitCode, output, calls } = await machine.boot();
    expect(exitCode).not.toBe(0);
    expect(output).toContain(`the version wanted cannot be installed: going on with ${one}`);
    expect(machine.current()).toBe(one);
    expect(machine.read('opt/entity-pipeline/current/app/stage.js')).toBe('one');
    expect(machine.read('etc/systemd/system/extract.service')).toBe('# extract one\n');
    expect(machine.read('etc/entity-pipeline/extract.env')).toBe(environment);
    expect(calls).toEqual(['systemctl daemon-reload', 'systemctl start extract save health']);
    expect(leftovers()).toEqual([]);
  });

  test('at the first boot there is nothing to go on with, and nothing is started', async () => {
    offer(Buffer.from('no archive'));
    const { exitCode, output, calls } = await machine.boot();
    expect(exitCode).not.toBe(0);
    expect(output).toContain('no version can be installed');
    expect(calls).toEqual([]);
    expect(installed()).toEqual([]);
  });
});

test('what a boot that was cut short has left is cleared away', async () => {
  const version = offer(await daemons('one'));
  mkdirSync(join(machine.root, 'opt/entity-pipeline/new-abc123'), { recursive: true });
  writeFileSync(join(machine.root, 'opt/entity-pipeline/new-abc123/daemons.tar.gz'), 'half of it');
  await machine.boot();
  expect(machine.current()).toBe(version);
  expect(leftovers()).toEqual([]);
});

describe('the Ops Agent', () => {
  beforeEach(async () => {
    offer(await daemons('one'));
    machine.metadata.set('ops-agent', 'metrics: {}');
  });

  test('is installed once, from Google alone, and restarted when its configuration changes', async () => {
    const first = await machine.boot();
    expect(first.calls.slice(-3)).toEqual([
      'apt-get --quiet update',
      'apt-get install google-cloud-ops-agent',
      'systemctl restart google-cloud-ops-agent',
    ]);
    expect(machine.read('etc/apt/sources.list.d/google-cloud-ops-agent.list')).toMatch(
      /^deb \[signed-by=\S+cloud\.google\.gpg\] https:\/\/packages\.cloud\.google\.com\/apt google-cloud-ops-agent-\w+-all main\n$/,
    );
    expect(machine.read('etc/google-cloud-ops-agent/config.yaml')).toBe('metrics: {}\n');
    expect((await machine.boot()).calls.filter((call) => /apt-get|ops-agent/.test(call))).toEqual([]);
    machine.metadata.set('ops-agent', 'metrics: {receivers: {}}');
    expect((await machine.boot()).calls.at(-1)).toBe('systemctl restart google-cloud-ops-agent');
  });

  test('is missed, but not waited for, when it cannot be installed', async () => {
    machine.cutOffFromPackages();
    const { exitCode, output, calls } = await machine.boot();
    expect(output).toContain('the Ops Agent cannot be installed');
    expect(exitCode).toBe(0);
    expect(calls).toContain('systemctl start extract save health');
  });
});

test('the script has nothing that shellcheck would warn about', async () => {
  const found = await promisify(execFile)('shellcheck', ['--severity=style', startupScript]).catch(
    (error: Error) => {
      if ('code' in error && error.code === 'ENOENT')
        throw new Error('shellcheck is missing: apt-get install shellcheck');
      if ('stdout' in error) throw new Error(String(error.stdout));
      throw error;
    },
  );
  expect(found.stdout).toBe('');
  expect(readFileSync(startupScript, 'utf8')).toContain('set -euo pipefail');
});
