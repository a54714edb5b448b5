/** How much heap the emulators may take. */
import { wholeNumber } from '../functions/common/process/setting.ts';
import { type Environment, readConfig } from '../functions/common/process/settings.ts';
import type { EmulatorName } from './ways.ts';

const megabytes = (fallback: number, description: string) =>
  wholeNumber({ min: 128, max: 1_048_576, unit: 'megabytes', default: fallback, description });

/**
 * The Pub/Sub emulator keeps acknowledged messages: about 350,000 per GB, or 175,000 posts, since a post is a
 * message in each of two topics. When its heap is full it stops answering. The Firestore emulator took 29,900
 * articles in 256 MB and 61,800 in 512 MB, saved in windows of 100 (`npm run bench -- emulator-heap`,
 * 2026-11-27). A saver's large commits in flight need room besides. Without a bound each emulator takes up to
 * a quarter of the machine's memory: 3 to 4 GB were measured for Firestore.
 */
export const heapSettings = {
  PUBSUB_EMULATOR_HEAP_MB: megabytes(
    1_024,
    'heap of the Pub/Sub emulator, which keeps every message: 1 GB holds 175,000 posts',
  ),
  FIRESTORE_EMULATOR_HEAP_MB: megabytes(
    768,
    'heap of the Firestore emulator, which keeps every version of every document: 1 GB holds 120,000 articles',
  ),
} as const;

/**
 * Java's options that bound each emulator's heap. Without the second option an emulator whose heap is full
 * keeps running and answers nothing.
 * @throws ExplainedError with exit code 78 when the environment asks for something else than megabytes
 */
export function heapBounds(environment: Environment): Readonly<Record<EmulatorName, readonly string[]>> {
  const config = readConfig(heapSettings, environment);
  return {
    pubsub: [`-Xmx${config.PUBSUB_EMULATOR_HEAP_MB}m`, END_WHEN_FULL],
    firestore: [`-Xmx${config.FIRESTORE_EMULATOR_HEAP_MB}m`, END_WHEN_FULL],
  };
}

const END_WHEN_FULL = '-XX:+ExitOnOutOfMemoryError';
