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
    description: 'how many processes extract',
  }),
  EXTRACT_TIMEOUT_MS: wholeNumber({
    min: 100,
    max: 3_600_000,
    unit: 'milliseconds',
    default: 60_000,
    description: 'how long extraction of one text may take',
  }),
  EXTRACT_MEMORY_MB: wholeNumber({
    min: 64,
    max: 32_768,
    unit: 'megabytes',
    default: 256,
    description: 'how much heap one process of the pool may use',
  }),
  ENTITY_EXTRACTOR: oneOf(
    extractorNames,
    'tagger',
    'what finds the names: our tagger, or compromise as it comes',
  ),
  EXTRACT_LANGUAGES: text({
    allowed: 'languages of two letters with commas between, for example en or en,fr, or else all',
    pattern: /^(?:all|[a-z]{2}(?:,[a-z]{2})*)$/,
    default: 'en',
    description:
      'the languages that names are looked for in; a long text in another one is recorded without names',
  }),
  EXTRACT_TITLE: oneOf(
    ['true', 'false'],
    'false',
    "whether the names of a post's title count with those of its content; true counts twice what a content repeats of its title",
  ),
  EXTRACT_MIN_SCORE: fraction(0, 'the lowest score with which a mention is counted'),
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
