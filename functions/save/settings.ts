/** What the save daemon reads from the environment. */
import { stagePorts } from '../common/domain/stage-ports.ts';
import { oneOf, wholeNumber } from '../common/process/setting.ts';
import { commonSettings, daemonSettings, firestoreSettings, port } from '../common/process/settings.ts';

export const saveSettings = {
  ...commonSettings,
  ...daemonSettings,
  ...firestoreSettings,
  PORT: port(stagePorts.save),
  SAVE_MAX_POSTS: wholeNumber({
    min: 1,
    max: 10_000,
    unit: 'posts',
    default: 1_000,
    description: 'how many posts make a batch full',
  }),
  SAVE_MAX_BYTES: wholeNumber({
    min: 1,
    max: 100_000_000,
    unit: 'bytes',
    default: 8_000_000,
    description: 'how many bytes make a batch full',
  }),
  // Firestore sustains about one write a second to one document, and a publication's own is in every commit.
  SAVE_MAX_DELAY_MS: wholeNumber({
    min: 0,
    max: 60_000,
    unit: 'milliseconds',
    default: 1_000,
    description: 'how long a post waits for others to be saved with',
  }),
  SAVE_PARALLEL_COMMITS: wholeNumber({
    min: 1,
    max: 256,
    default: 8,
    description: 'how many commits are in flight at a time',
  }),
  // Firestore takes requests of 10 MiB; its emulator hangs above 4 MiB.
  SAVE_COMMIT_MAX_BYTES: wholeNumber({
    min: 10_000,
    max: 10_000_000,
    unit: 'bytes',
    default: 3_500_000,
    description: 'how large a commit may be; the cloud accepts 10 MiB, the emulator hangs above 4 MiB',
  }),
  // A commit locks what it writes: larger ones merge more, but keep other savers waiting longer.
  SAVE_COMMIT_MAX_WRITES: wholeNumber({
    min: 2,
    max: 20_000,
    unit: 'documents',
    default: 5_000,
    description:
      'how many documents a commit may write; larger commits merge more and keep other savers waiting longer',
  }),
  SAVE_COMMIT_TIMEOUT_MS: wholeNumber({
    min: 100,
    max: 270_000,
    unit: 'milliseconds',
    default: 30_000,
    description: 'how long Firestore may take to answer a commit',
  }),
  SAVE_RETRY_MS: wholeNumber({
    min: 0,
    max: 3_600_000,
    unit: 'milliseconds',
    default: 600_000,
    description: 'for how long a failing commit is retried before its messages are handed back',
  }),
  // With the entities in the ledger a publication can be recounted, and a post forgotten.
  SAVE_KEEP_ENTITIES: oneOf(
    ['false', 'true'],
    'false',
    'whether the ledger keeps what each post was counted with, so that `recount` and `forget` can correct counts',
  ),
  // As long as a post may come again: `longestReturnDays`.
  LEDGER_TTL_DAYS: wholeNumber({
    min: 1,
    max: 3_650,
    unit: 'days',
    default: 45,
    description: 'how long a post is remembered as counted; from 45 days on no replay can count twice',
  }),
} as const;
