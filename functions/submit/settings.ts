/** The settings that the submit function reads from its environment. */

import { MAX_BODY_BYTES } from '../common/domain/limits.ts';
import { stagePorts } from '../common/domain/stage-ports.ts';
import { text, wholeNumber } from '../common/process/setting.ts';
import { commonSettings, drainTimeout, firestoreSettings, host, port } from '../common/process/settings.ts';
import { parseApiKeys } from './api-keys.ts';

export const submitSettings = {
  ...commonSettings,
  ...firestoreSettings,
  SUBMIT_API_KEYS: text({
    description:
      'accepted API keys, each with the name of its sender; a client sends its key in the header `X-Api-Key`',
    allowed:
      'empty (no key is required), or `name:digest` for each key, separated by commas: a name of up to 40 letters, digits and . _ -, and the SHA-256 digest of the key, 64 hexadecimal digits, no digest twice',
    pattern: /^/,
    isAllowed: (setting) => parseApiKeys(setting) !== undefined,
    secret: true,
    default: '',
  }),
  SUBMIT_KEY_POSTS_PER_SECOND: wholeNumber({
    min: 0,
    max: 1_000_000,
    unit: 'posts a second',
    default: 100,
    description:
      'rate limit of a key at one instance, on average over ten seconds; requests above it are answered with 429; 0 for no limit',
  }),
  SUBMIT_KEY_POSTS_PER_DAY: wholeNumber({
    min: 0,
    max: 1_000_000_000,
    unit: 'posts a day',
    default: 1_000_000,
    description:
      'daily quota of a key, by the records of articles of a UTC day; requests above it are answered with 429; 0 for no limit',
  }),
  SUBMIT_BODY_TIMEOUT_MS: wholeNumber({
    min: 100,
    max: 600_000,
    unit: 'milliseconds',
    default: 60_000,
    description: 'time limit for the body of a request to arrive',
  }),
  SUBMIT_PUBLISH_TIMEOUT_MS: wholeNumber({
    min: 100,
    max: 600_000,
    unit: 'milliseconds',
    default: 10_000,
    description: 'time limit for Pub/Sub to accept the posts of a request',
  }),
  // In memory a post takes about four times its bytes: as received, as text, as a post, as a message.
  SUBMIT_MAX_HELD_BYTES: wholeNumber({
    // A single sender may hold half of it.
    min: 2 * MAX_BODY_BYTES,
    max: 8_000_000_000,
    unit: 'bytes',
    default: 64_000_000,
    description: 'limit of the bytes of requests in flight; requests above it are answered with 503',
  }),
} as const;

/** The further settings where it listens itself; in the cloud functions-framework does that. */
export const servingSettings = {
  PORT: port(stagePorts.submit),
  HOST: host(),
  DRAIN_TIMEOUT_MS: drainTimeout(),
} as const;
