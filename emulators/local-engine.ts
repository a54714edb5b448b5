/** Starts the local engine in this process, as the pipeline uses it. */

import { collections } from '../functions/common/domain/store/documents.ts';
import { ExitCode, ExplainedError } from '../functions/common/process/exit-codes.ts';
import { systemReason } from '../functions/common/process/system-reason.ts';
import { systemRuntime } from '../functions/common/process/system-runtime.ts';
import { type Engine, startEngine } from './engine/engine.ts';
import { engineBounds } from './engine/settings.ts';
import { type KeptState, openStorage } from './engine/storage.ts';
import { emulatorNames } from './find.ts';
import { freePort } from './free-ports.ts';
import type { OwnOptions } from './own-emulators.ts';

export interface LocalOptions extends Pick<OwnOptions, 'environment' | 'pubsubPort' | 'firestorePort'> {
  /** The folder where everything is kept; without it, memory only. */
  readonly keep?: string | undefined;
}

/**
 * Starts the engine at 127.0.0.1, and resolves when it answers.
 * @throws ExplainedError with exit code 69 when a port is taken or the folder cannot be used, 78 when the
 *   environment asks for no number
 */
export async function startLocalEngine(options: LocalOptions): Promise<Engine> {
  const collectionIds: ReadonlySet<string> = new Set(Object.values(collections));
  return startEngine({
    pubsubPort: await freePort(options.pubsubPort, emulatorNames.pubsub.portVariable),
    firestorePort: await freePort(options.firestorePort, emulatorNames.firestore.portVariable),
    clock: systemRuntime.clock,
    most: engineBounds(options.environment),
    // As cdktf/database.ts declares it.
    timeToLive: [collections.posts, collections.rollups].map((collectionId) => ({
      collectionId,
      path: ['expireAt'],
    })),
    // The deployment exempts the fields of its collections from being indexed; see cdktf/database.ts.
    isIndexed: (collectionId) => !collectionIds.has(collectionId),
    storage: openKept(options.keep),
  });
}

function openKept(folder: string | undefined): KeptState | undefined {
  if (folder === undefined) return undefined;
  try {
    return openStorage(folder);
  } catch (error) {
    throw new ExplainedError(
      `The folder ${folder} of --keep cannot be used: ${systemReason(error)}. Another engine may use it, or the disk may be full or read-only. ` +
        'Nothing in it was changed.',
      ExitCode.unavailable,
      { cause: error },
    );
  }
}
