/** What the extract daemon and the extract command line read from the environment. */
import {
  commonSettings,
  daemonSettings,
  defaultPoolSize,
  oneOf,
  port,
  wholeNumber,
} from '../common/process/settings.ts';
import { extractorNames } from './extract.ts';

/** What the pool reads. */
export const poolSettings = {
  POOL_SIZE: wholeNumber({ min: 1, max: 1_024, unit: 'processes', default: defaultPoolSize() }),
  EXTRACT_TIMEOUT_MS: wholeNumber({ min: 100, max: 3_600_000, unit: 'milliseconds', default: 60_000 }),
  EXTRACT_MEMORY_MB: wholeNumber({ min: 64, max: 32_768, unit: 'megabytes', default: 256 }),
  ENTITY_EXTRACTOR: oneOf(extractorNames, 'tagger'),
} as const;

export const extractSettings = {
  ...commonSettings,
  ...daemonSettings,
  ...poolSettings,
  PORT: port(8091),
} as const;
