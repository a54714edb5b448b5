import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { daemons, installed, leftovers, offer, startConfiguredMachine } from '../support/cdktf/daemons.ts';
import { type Machine, startupScript } from '../support/cdktf/machine.ts';

let machine: Machine;
beforeEach(async () => {
  machine = await startConfiguredMachine();
});
afterEach(() => machine[Symbol.asyncDispose]());

const downloads = (): string[] => machine.requests.filter((path) => path.startsWith('/storage/'));

test('the first boot downloads the daemons, checks them and starts them', async () => {
  const version = offer(machine, await daemons('one'));
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
  expect(leftovers(machine)).toEqual([]);
  // The daemons run as separate users.
  for (const path of [
    '',
    'versions',
    `versions/${version}`,
    `versions/${version}/app`,
    `versions/${version}/bin/node`,
  ])
    expect(statSync(join(machine.root, 'opt/entity-pipeline', path)).mode & 0o005, path).toBe(0o005);
});

test('the second boot downloads nothing, changes nothing and starts the installed version', async () => {
  const version = offer(machine, await daemons('one'));
  await machine.boot();
  const { exitCode, calls } = await machine.boot();
  expect(exitCode).toBe(0);
  expect(downloads()).toEqual([]);
  expect(machine.current()).toBe(version);
  expect(calls).toEqual(['systemctl daemon-reload', 'systemctl start extract save health']);
});

test('an upgrade switches to the new version, keeps the one before and deletes older ones', async () => {
  offer(machine, await daemons('one'));
  await machine.boot();
  const two = offer(machine, await daemons('two'));
  const { calls } = await machine.boot();
  expect(machine.read('opt/entity-pipeline/current/app/stage.js')).toBe('two');
  expect(machine.read('etc/systemd/system/save.service')).toBe('# save two\n');
  expect(calls).toContain('systemctl restart extract save health');
  const three = offer(machine, await daemons('three'));
  await machine.boot();
  expect(installed(machine)).toEqual([two, three].sort());
  expect(machine.current()).toBe(three);
});

test('a rollback needs no download', async () => {
  const old = await daemons('one');
  offer(machine, old);
  await machine.boot();
  offer(machine, await daemons('two'));
  await machine.boot();
  offer(machine, old);
  await machine.boot();
  expect(downloads()).toEqual([]);
  expect(machine.read('opt/entity-pipeline/current/app/stage.js')).toBe('one');
});

test('only a daemon whose configuration has changed is restarted', async () => {
  offer(machine, await daemons('one'));
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

test('the remains of an interrupted boot are deleted', async () => {
  const version = offer(machine, await daemons('one'));
  mkdirSync(join(machine.root, 'opt/entity-pipeline/new-abc123'), { recursive: true });
  writeFileSync(join(machine.root, 'opt/entity-pipeline/new-abc123/daemons.tar.gz'), 'half of it');
  await machine.boot();
  expect(machine.current()).toBe(version);
  expect(leftovers(machine)).toEqual([]);
});

describe('the Ops Agent', () => {
  beforeEach(async () => {
    offer(machine, await daemons('one'));
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

  test('is retried while another program locks the package manager, after the daemons are started', async () => {
    machine.lockPackages(3);
    const { exitCode, output, calls } = await machine.boot();
    expect(exitCode).toBe(0);
    expect(output.match(/the Ops Agent is not installed yet: retrying in/g)).toHaveLength(3);
    expect(calls.slice(-3)).toEqual([
      'apt-get --quiet update',
      'apt-get install google-cloud-ops-agent',
      'systemctl restart google-cloud-ops-agent',
    ]);
    expect(calls.indexOf('systemctl start extract save health')).toBeLessThan(
      calls.indexOf('apt-get --quiet update'),
    );
    expect(readFileSync(startupScript, 'utf8')).toContain('DPkg::Lock::Timeout=120');
  });

  test('is reported, but not waited for, when it cannot be installed', async () => {
    machine.cutOffFromPackages();
    const { exitCode, output, calls } = await machine.boot();
    expect(output).toContain('the Ops Agent cannot be installed');
    expect(exitCode).toBe(0);
    expect(calls).toContain('systemctl start extract save health');
  });
});

test('shellcheck finds no problem in the script', async () => {
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
