/** Where runs of emulators are recorded, and what is compiled is kept. */
import { accessSync, constants } from 'node:fs';
import { homedir } from 'node:os';
import { join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * `.emulators` beside the sources; where that cannot be written, or is another's package, in the person's
 * cache folder.
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
