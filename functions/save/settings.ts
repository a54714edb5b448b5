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
    description: 'how many posts make a batch full',
  }),
  SAVE_MAX_BYTES: wholeNumber({
    min: 1,
    max: 100_000_000,
    unit: 'bytes',
    default: 8_000_000,
    description: 'how many bytes make a batch full',
  }),
  // Longer merges more: a commit writes a document for each publication in it, beside one for each article.
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
  // A larger commit takes longer, and costs more to plan again when one of its articles has been counted.
  SAVE_COMMIT_MAX_WRITES: wholeNumber({
    min: 2,
    max: 10_000,
    unit: 'documents',
    default: 500,
    description: 'how many documents a commit may write; larger commits take longer',
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
  // How far the overview is behind, and a read for each document of the day each time.
  ROLLUP_INTERVAL_MS: wholeNumber({
    min: 100,
    max: 86_400_000,
    unit: 'milliseconds',
    default: 60_000,
    description: 'how long after a roll-up the next one begins; longer where a roll-up reads many documents',
  }),
} as const;
