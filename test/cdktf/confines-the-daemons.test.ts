/** Lets systemd itself check its units: that it parses them, and how far each one is confined. */
import { execFile } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { REMOVE_ALL } from '../support/folder.ts';

const folder = fileURLToPath(new URL('../../cdktf/machine/', import.meta.url));
const units = readdirSync(folder).filter((name) => name.endsWith('.service'));

test('there is a unit for each process of a machine', () => {
  expect(units.sort()).toEqual(['extract.service', 'health.service', 'save.service']);
});

test.each(units)('systemd parses %s without warnings', async (unit) => {
  const root = mkdtempSync(join(tmpdir(), 'entity-pipeline-units-'));
  try {
    mkdirSync(join(root, 'etc/systemd/system'), { recursive: true });
    mkdirSync(join(root, 'opt/entity-pipeline/current/bin'), { recursive: true });
    const node = join(root, 'opt/entity-pipeline/current/bin/node');
    writeFileSync(node, '');
    chmodSync(node, 0o755);
    for (const name of ['sysinit.target', 'basic.target', 'shutdown.target', 'network-online.target'])
      writeFileSync(join(root, 'etc/systemd/system', name), `[Unit]\nDescription=${name}\n`);
    const path = join(root, 'etc/systemd/system', unit);
    copyFileSync(join(folder, unit), path);
    const { stdout, stderr } = await analyze('verify', '--man=no', `--root=${root}`, unit);
    expect(stdout + stderr).toBe('');
  } finally {
    rmSync(root, REMOVE_ALL);
  }
});

test.each(units)('%s is confined to the least that it needs', async (unit) => {
  // An exposure of 1.4 of 10; systemd calls 2 and more no longer fine. The network that daemons need is most
  // of it.
  await analyze('security', '--offline=yes', '--threshold=14', join(folder, unit));
});

test.each(['extract.service', 'save.service'])('%s drains, and is restarted when it fails', (unit) => {
  const text = readFileSync(join(folder, unit), 'utf8');
  expect(text).toMatch(/^Restart=on-failure$/m);
  expect(text).toMatch(/^KillMode=mixed$/m);
  const seconds = Number(/^TimeoutStopSec=(\d+)$/m.exec(text)?.[1]);
  // A daemon takes up to 30 s to drain and 5 s to report what it gave up. Compute Engine gives a machine 90
  // s.
  expect(seconds).toBeGreaterThan(35);
  expect(seconds).toBeLessThan(90);
  expect(text).toMatch(/^MemoryMax=/m);
});

test('each unit runs as a separate user', () => {
  const users = units.map((unit) => /^User=(.+)$/m.exec(readFileSync(join(folder, unit), 'utf8'))?.[1]);
  expect(new Set(users).size).toBe(units.length);
  expect(users).not.toContain(undefined);
});

async function analyze(...args: readonly string[]): Promise<{ stdout: string; stderr: string }> {
  return promisify(execFile)('systemd-analyze', [...args], {
    env: { ...process.env, SYSTEMD_PAGER: '' },
  }).catch((error: Error & { stdout?: string; stderr?: string }) => {
    if ('code' in error && error.code === 'ENOENT')
      throw new Error('systemd-analyze is missing: apt-get install systemd');
    throw new Error(`${error.message}\n${error.stdout}\n${error.stderr}`);
  });
}
