/**
 * Writes the package.json and package-lock.json of the functions' archive. Cloud Build runs `npm ci` there,
 * which installs only functions-framework, at exactly the versions in our own lock file.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ArchiveFile } from './archive.ts';

export const FRAMEWORK = '@google-cloud/functions-framework';

interface LockedPackage {
  readonly version?: string;
  readonly dev?: boolean;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

type Packages = Readonly<Record<string, LockedPackage>>;

/**
 * The part of a lock file's packages that `name` needs, itself included.
 * @throws Error when the lock file lacks one
 */
export function lockedClosure(packages: Packages, name: string): Record<string, LockedPackage> {
  const closure = new Map<string, LockedPackage>();
  const waiting = [{ from: '', name, optional: false }];
  for (let wanted = waiting.pop(); wanted !== undefined; wanted = waiting.pop()) {
    const path = resolve(packages, wanted.from, wanted.name);
    const found = path === undefined ? undefined : packages[path];
    if (path === undefined || found === undefined) {
      if (wanted.optional) continue;
      throw new Error(`package-lock.json has no ${wanted.name} for ${wanted.from || name}: run npm install`);
    }
    if (closure.has(path)) continue;
    closure.set(path, found);
    for (const dependency of Object.keys(found.dependencies ?? {}))
      waiting.push({ from: path, name: dependency, optional: false });
    for (const dependency of Object.keys(found.optionalDependencies ?? {}))
      waiting.push({ from: path, name: dependency, optional: true });
  }
  return Object.fromEntries([...closure].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Node's own look-up: the nearest node_modules on the way up. */
function resolve(packages: Packages, from: string, name: string): string | undefined {
  for (let folder = from; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/node_modules/')))) {
    const path = `${folder === '' ? '' : `${folder}/`}node_modules/${name}`;
    if (packages[path] !== undefined) return path;
    if (folder === '') return undefined;
  }
}

/** Both files, for a bundle whose entry is `main`. */
export async function functionPackage(root: string, main: string): Promise<ArchiveFile[]> {
  const own = await readJson<{ name: string; version: string; license: string }>(join(root, 'package.json'));
  const lock = await readJson<{ packages: Packages }>(join(root, 'package-lock.json'));
  const closure = lockedClosure(lock.packages, FRAMEWORK);
  const version = closure[`node_modules/${FRAMEWORK}`]?.version ?? '';
  const manifest = {
    name: `${own.name}-functions`,
    version: own.version,
    license: own.license,
    private: true,
    type: 'module',
    main,
    engines: { node: '24' },
    dependencies: { [FRAMEWORK]: version },
  };
  const { name, dependencies, engines, license } = manifest;
  const ownLock = {
    name,
    version: own.version,
    lockfileVersion: 3,
    requires: true,
    packages: { '': { name, version: own.version, license, dependencies, engines }, ...closure },
  };
  return [json('package.json', manifest), json('package-lock.json', ownLock)];
}

/** A file that holds `value` as JSON. */
export function json(name: string, value: unknown): ArchiveFile {
  return { name, contents: { bytes: Buffer.from(`${JSON.stringify(value, null, 2)}\n`) } };
}

async function readJson<Value>(path: string): Promise<Value> {
  return JSON.parse(await readFile(path, 'utf8')) as Value;
}
