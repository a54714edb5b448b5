/** The settings that the save daemon reads from the environment. */
import { stagePorts } from '../common/domain/stage-ports.ts';
import { wholeNumber } from '../common/process/setting.ts';
import {
  articleSettings,
  commonSettings,
  daemonSettings,
  firestoreSettings,
  port,
} from '../common/process/settings.ts';

export const saveSettings = {
  ...commonSettings,
  ...daemonSettings,
  ...firestoreSettings,
  ...articleSettings,
  PORT: port(stagePorts.save),
  SAVE_MAX_POSTS: wholeNumber({
    min: 1,
    max: 10_000,
    unit: 'posts',
    default: 1_000,
    description: 'number of posts that fill a batch',
  }),
  SAVE_MAX_BYTES: wholeNumber({
    min: 1,
    max: 100_000_000,
    unit: 'bytes',
    default: 8_000_000,
    description: 'number of bytes that fill a batch',
  }),
  // A longer wait saves writes: a commit writes one document for each publication in it, and one for each
  // article.
  SAVE_MAX_DELAY_MS: wholeNumber({
    min: 0,
    max: 60_000,
    unit: 'milliseconds',
    default: 1_000,
    description: 'longest wait of a post for a batch to fill',
  }),
  SAVE_PARALLEL_COMMITS: wholeNumber({
    min: 1,
    max: 256,
    default: 8,
    description: 'number of commits in flight at a time',
  }),
  // Firestore takes requests of 10 MiB; its emulator hangs above 4 MiB.
  SAVE_COMMIT_MAX_BYTES: wholeNumber({
    min: 10_000,
    max: 10_000_000,
    unit: 'bytes',
    default: 3_500_000,
    description: 'size limit of a commit; the cloud accepts 10 MiB, the emulator hangs above 4 MiB',
  }),
  // A larger commit takes longer, and costs more to plan again when one of its articles has been counted.
  SAVE_COMMIT_MAX_WRITES: wholeNumber({
    min: 2,
    max: 10_000,
    unit: 'documents',
    default: 500,
    description: 'limit of the documents in a commit; larger commits take longer',
  }),
  SAVE_COMMIT_TIMEOUT_MS: wholeNumber({
    min: 100,
    max: 270_000,
    unit: 'milliseconds',
    default: 30_000,
    description: 'time limit for a commit',
  }),
  SAVE_RETRY_MS: wholeNumber({
    min: 0,
    max: 3_600_000,
    unit: 'milliseconds',
    default: 600_000,
    description: 'how long a failing commit is retried before its messages are handed back',
  }),
  // The overview lags by up to this much. Each roll-up costs a read for each document of the day.
  ROLLUP_INTERVAL_MS: wholeNumber({
    min: 100,
    max: 86_400_000,
    unit: 'milliseconds',
    default: 60_000,
    description: 'pause between two roll-ups; it is longer after a roll-up that read many documents',
  }),
} as const;
