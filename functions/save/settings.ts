/** What the save daemon reads from the environment. */
import {
  commonSettings,
  daemonSettings,
  firestoreSettings,
  oneOf,
  port,
  wholeNumber,
} from '../common/process/settings.ts';

export const saveSettings = {
  ...commonSettings,
  ...daemonSettings,
  ...firestoreSettings,
  PORT: port(8092),
  SAVE_MAX_POSTS: wholeNumber({ min: 1, max: 10_000, unit: 'posts', default: 1_000 }),
  SAVE_MAX_BYTES: wholeNumber({ min: 1, max: 100_000_000, unit: 'bytes', default: 8_000_000 }),
  // Firestore sustains about one write a second to one document, and a publication's own is in every commit.
  SAVE_MAX_DELAY_MS: wholeNumber({ min: 0, max: 60_000, unit: 'milliseconds', default: 1_000 }),
  SAVE_PARALLEL_COMMITS: wholeNumber({ min: 1, max: 256, default: 8 }),
  // Firestore takes requests of 10 MiB; its emulator hangs above 4 MiB.
  SAVE_COMMIT_MAX_BYTES: wholeNumber({ min: 10_000, max: 10_000_000, unit: 'bytes', default: 3_500_000 }),
  // A commit locks what it writes: larger ones merge more, but keep other savers waiting longer.
  SAVE_COMMIT_MAX_WRITES: wholeNumber({ min: 2, max: 20_000, unit: 'documents', default: 5_000 }),
  SAVE_COMMIT_TIMEOUT_MS: wholeNumber({ min: 100, max: 270_000, unit: 'milliseconds', default: 30_000 }),
  SAVE_RETRY_MS: wholeNumber({ min: 0, max: 3_600_000, unit: 'milliseconds', default: 600_000 }),
  // With the entities in the ledger a publication can be recounted, and a post forgotten.
  SAVE_KEEP_ENTITIES: oneOf(['false', 'true'], 'false'),
  // As long as a post may come again: `longestReturnDays`.
  LEDGER_TTL_DAYS: wholeNumber({ min: 1, max: 3_650, unit: 'days', default: 45 }),
} as const;
