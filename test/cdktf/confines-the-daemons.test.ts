/** The systemd units, checked by systemd itself: that it understands them, and how much each may still do. */
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

const folder = fileURLToPath(new URL('../../cdktf/machine/', import.meta.url));
const units = readdirSync(folder).filter((name) => name.endsWith('.service'));

test('there is a unit for each process of a machine', () => {
  expect(units.sort()).toEqual(['extract.service', 'health.service', 'save.service']);
});

test.each(units)('%s is understood by systemd', async (unit) => {
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
    rmSync(root, { recursive: true });
  }
});

test.each(units)('%s is left hardly anything to do harm with', async (unit) => {
  // 1.4 of 10; from 2 on systemd calls it no longer fine. The network, which they work on, makes up most of
  // it.
  await analyze('security', '--offline=yes', '--threshold=14', join(folder, unit));
});

test.each(['extract.service', 'save.service'])('%s drains, and is started again when it fails', (unit) => {
  const text = readFileSync(join(folder, unit), 'utf8');
  expect(text).toMatch(/^Restart=on-failure$/m);
  expect(text).toMatch(/^KillMode=mixed$/m);
  const seconds = Number(/^TimeoutStopSec=(\d+)$/m.exec(text)?.[1]);
  // A daemon gives itself 30 s to drain and 5 s to tell what it gave up on; Compute Engine gives a machine 90
  // s.
  expect(seconds).toBeGreaterThan(35);
  expect(seconds).toBeLessThan(90);
  expect(text).toMatch(/^MemoryMax=/m);
});

test('each runs as a user of its own', () => {
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
