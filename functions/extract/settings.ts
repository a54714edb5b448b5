/** The environment settings of the extract daemon and the extract command line. */
import type { z } from 'zod';
import { stagePorts } from '../common/domain/stage-ports.ts';
import { fraction, oneOf, text, wholeNumber } from '../common/process/setting.ts';
import { commonSettings, daemonSettings, defaultPoolSize, port } from '../common/process/settings.ts';
import { extractorNames } from './extractor-names.ts';
import type { PoolOptions } from './pool/pool.ts';

/** The settings of the pool. */
export const poolSettings = {
  POOL_SIZE: wholeNumber({
    min: 1,
    max: 1_024,
    unit: 'processes',
    default: defaultPoolSize(),
    defaultWords: 'cores − 1',
    description: 'number of processes that extract names',
  }),
  EXTRACT_TIMEOUT_MS: wholeNumber({
    min: 100,
    max: 3_600_000,
    unit: 'milliseconds',
    default: 60_000,
    description: 'time limit for the extraction of one text',
  }),
  EXTRACT_MEMORY_MB: wholeNumber({
    min: 64,
    max: 32_768,
    unit: 'megabytes',
    default: 256,
    description: 'heap limit of one process of the pool',
  }),
  ENTITY_EXTRACTOR: oneOf(
    extractorNames,
    'tagger',
    'extractor of the names: our tagger, or the unchanged library compromise',
  ),
  EXTRACT_LANGUAGES: text({
    allowed: 'two-letter language codes separated by commas, for example en or en,fr, or all',
    pattern: /^(?:all|[a-z]{2}(?:,[a-z]{2})*)$/,
    default: 'en',
    description:
      'languages that are searched for names; a long text in another language is recorded without names',
  }),
  EXTRACT_TITLE: oneOf(
    ['true', 'false'],
    'false',
    "whether the names of a post's title are counted too; if the content repeats its title, they count twice",
  ),
  EXTRACT_MIN_SCORE: fraction(0, 'lowest score of a mention that is counted'),
} as const;

/** The options of a pool that has these settings. */
export function poolOptionsOf(
  config: z.infer<z.ZodObject<typeof poolSettings>>,
): Omit<PoolOptions, 'log' | 'clock'> {
  return {
    size: config.POOL_SIZE,
    extractor: config.ENTITY_EXTRACTOR,
    minScore: config.EXTRACT_MIN_SCORE,
    languages: config.EXTRACT_LANGUAGES,
    titles: config.EXTRACT_TITLE === 'true',
    timeoutMs: config.EXTRACT_TIMEOUT_MS,
    memoryMb: config.EXTRACT_MEMORY_MB,
  };
}

export const extractSettings = {
  ...commonSettings,
  ...daemonSettings,
  ...poolSettings,
  PORT: port(stagePorts.extract),
} as const;
