/** Decides on the folder for the records of emulator runs and the compile cache. */
import { accessSync, constants } from 'node:fs';
import { homedir } from 'node:os';
import { join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * `.emulators` beside the sources. If that cannot be written, or the sources are an installed package, a
 * folder in the person's cache folder.
 */
export function stateFolder(): string {
  const root = fileURLToPath(new URL('..', import.meta.url));
  try {
    if (root.split(sep).includes('node_modules')) throw new Error('installed as a package');
    accessSync(root, constants.W_OK);
    return join(root, '.emulators');
  } catch {
    // Not the shared folder for temporary files: records say what to kill, so nobody else may write them.
    return join(homedir(), '.cache', 'entity-pipeline', 'emulators');
  }
}
