/**
 * Builds as another machine would: from a copy of the sources in another folder, in another time zone, with
 * another umask.
 */
import { execFile } from 'node:child_process';
import { cp, mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Artifacts, readArtifacts } from '../../../cdktf/build/build.ts';
import { root } from '../../../cdktf/build/bundle.ts';

/** Copies the files of a build into `folder` and builds there. Returns the artifacts. */
export async function buildElsewhere(folder: string): Promise<Artifacts> {
  await mkdir(folder);
  for (const name of ['functions', 'cdktf', 'package.json', 'package-lock.json'])
    await cp(join(root, name), join(folder, name), {
      recursive: true,
      filter: (path) => !path.includes('cdktf.out'),
    });
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'));
  await promisify(execFile)('bash', ['-c', 'umask 077 && exec node cdktf/build/cli.ts'], {
    cwd: folder,
    env: { ...process.env, TZ: 'Pacific/Auckland' },
  });
  const artifacts = await readArtifacts(join(folder, 'dist', 'cloud'));
  if (artifacts === undefined) throw new Error('the build elsewhere built nothing');
  return artifacts;
}
