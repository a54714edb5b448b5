/** Stand-ins for the daemons of a machine: archives in the bucket, and the machine configured to run them. */
import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { type ArchiveFile, makeTarball } from '../../../cdktf/build/archive.ts';
import { type Machine, startMachine } from './machine.ts';

const BUCKET = 'a-bucket';
const services = ['extract', 'save', 'health'];

/** A machine with the configuration of each daemon. */
export async function startConfiguredMachine(): Promise<Machine> {
  const machine = await startMachine();
  for (const service of services)
    machine.metadata.set(`${service}-env`, `GOOGLE_CLOUD_PROJECT=demo\nNAME=${service}`);
  return machine;
}

/** A small archive with all parts of the real one. Its Node only prints a version. */
export async function daemons(version: string): Promise<Uint8Array> {
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

/**
 * Uploads an archive and configures the machine to run it.
 * @returns its version: the hash that the machine expects
 */
export function offer(machine: Machine, archive: Uint8Array, sha256 = sum(archive)): string {
  const name = `daemons-${sha256.slice(0, 16)}.tar.gz`;
  machine.objects.set(`${BUCKET}/${name}`, archive);
  machine.metadata.set('artifact-bucket', BUCKET);
  machine.metadata.set('artifact-object', name);
  machine.metadata.set('artifact-sha256', sha256);
  return sha256;
}

/** The SHA-256 hash in hexadecimal. */
export function sum(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** The versions on the machine. */
export function installed(machine: Machine): string[] {
  return readdirSync(join(machine.root, 'opt/entity-pipeline/versions')).sort();
}

/** Files that a boot should have deleted. */
export function leftovers(machine: Machine): string[] {
  return readdirSync(join(machine.root, 'opt/entity-pipeline')).filter(
    (name) => !['current', 'versions'].includes(name),
  );
}
