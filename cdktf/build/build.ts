/**
 * Builds the artifacts: one zip file for the functions and one tarball for the daemons. The same sources give
 * the same bytes, and the names have a hash of them. So only a change of code makes a deployment roll out.
 *
 * Both are full bundles. A function has functions-framework installed beside its bundle, because Cloud Build
 * starts it from there.
 */
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { BUILT_FOLDER } from '../../functions/show/assets.ts';
import { buildAssets } from '../../functions/show/build-assets.ts';
import { type ArchiveFile, contentsOf, makeTarball, makeZip } from './archive.ts';
import { bundle, root } from './bundle.ts';
import { FRAMEWORK, functionPackage, json } from './function-package.ts';
import { linuxNode, NODE } from './node-binary.ts';

export interface Artifact {
  /** File name, with a hash of the contents. */
  readonly name: string;
  readonly path: string;
  /** In hexadecimal. */
  readonly sha256: string;
  readonly bytes: number;
}

export interface Artifacts {
  readonly functions: Artifact;
  readonly daemons: Artifact;
}

/** Where `npm run build` puts them. */
export const artifactFolder = join(root, 'dist', 'cloud');

const ARTIFACTS = 'artifacts.json';

/** The folder inside the tarball. */
const DAEMON_FOLDER = 'entity-pipeline';

/**
 * Builds both into `folder`, which holds nothing else afterwards.
 * @throws ExplainedError with exit code 69 when there is no Node for Linux to be had; esbuild's error when a
 *   source is wrong
 */
export async function build(folder: string): Promise<Artifacts> {
  const functions = await makeZip(await functionFiles());
  const daemons = await makeTarball(DAEMON_FOLDER, await daemonFiles());
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const artifacts = {
    functions: await write(folder, 'functions', 'zip', functions),
    daemons: await write(folder, 'daemons', 'tar.gz', daemons),
  };
  await writeFile(join(folder, ARTIFACTS), `${JSON.stringify(artifacts, null, 2)}\n`);
  return artifacts;
}

/** The artifacts that the last build wrote to `folder`; undefined when there are none. */
export async function readArtifacts(folder: string): Promise<Artifacts | undefined> {
  const text = await readFile(join(folder, ARTIFACTS), 'utf8').catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as Artifacts);
}

async function functionFiles(): Promise<ArchiveFile[]> {
  const files = await bundle({ index: 'cdktf/build/function-entry.ts' }, [FRAMEWORK]);
  const page = await buildAssets();
  return [
    ...files,
    ...page.map(({ name, contents }) => ({ name: `${BUILT_FOLDER}/${name}`, contents: { bytes: contents } })),
    ...(await functionPackage(root, 'index.js')),
  ];
}

async function daemonFiles(): Promise<ArchiveFile[]> {
  const app = await bundle(
    {
      stage: 'functions/cli.ts',
      worker: 'functions/extract/pool/worker.ts',
      health: 'cdktf/machine/health.ts',
    },
    [],
  );
  const machine = join(root, 'cdktf', 'machine');
  const units = (await readdir(machine)).filter((name) => name.endsWith('.service'));
  const files: ArchiveFile[] = [
    { name: 'bin/node', contents: { path: await linuxNode() }, executable: true },
    ...app.map((file) => ({ ...file, name: `app/${file.name}` })),
    json('app/package.json', { type: 'module' }),
    ...units.map((name) => ({ name: `systemd/${name}`, contents: { path: join(machine, name) } })),
    { name: 'NODE_VERSION', contents: { bytes: Buffer.from(`${NODE.version}\n`) } },
  ];
  return [...files, await sumsOf(files)];
}

/** The manifest, in the form that `sha256sum --check` reads. */
async function sumsOf(files: readonly ArchiveFile[]): Promise<ArchiveFile> {
  const lines = await Promise.all(
    files.map(async (file) => `${sha256(await contentsOf(file))}  ${file.name}\n`),
  );
  return { name: 'SHA256SUMS', contents: { bytes: Buffer.from(lines.sort().join('')) } };
}

async function write(folder: string, kind: string, extension: string, bytes: Uint8Array): Promise<Artifact> {
  const sum = sha256(bytes);
  const name = `${kind}-${sum.slice(0, 16)}.${extension}`;
  const path = join(folder, name);
  await writeFile(path, bytes);
  return { name, path, sha256: sum, bytes: bytes.length };
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
