/** What the submit function reads from its environment. */

import { MAX_BODY_BYTES } from '../common/domain/limits.ts';
import { commonSettings, port, text, wholeNumber } from '../common/process/settings.ts';

export const submitSettings = {
  ...commonSettings,
  SUBMIT_API_KEYS: text({
    allowed:
      'empty (no key is asked for), or SHA-256 digests of the keys, 64 hexadecimal digits each, separated by commas',
    pattern: /^$|^[\s,]*[0-9a-f]{64}(?:[\s,]+[0-9a-f]{64})*[\s,]*$/i,
    secret: true,
    default: '',
  }),
  SUBMIT_BODY_TIMEOUT_MS: wholeNumber({ min: 100, max: 600_000, unit: 'milliseconds', default: 60_000 }),
  SUBMIT_PUBLISH_TIMEOUT_MS: wholeNumber({ min: 100, max: 600_000, unit: 'milliseconds', default: 10_000 }),
  // A post takes about four times its bytes on its way: as it came, as text, as a post, as a message.
  SUBMIT_MAX_HELD_BYTES: wholeNumber({
    min: MAX_BODY_BYTES,
    max: 8_000_000_000,
    unit: 'bytes',
    default: 64_000_000,
  }),
} as const;

/** What it reads besides where it listens itself; in the cloud that is functions-framework's business. */
export const servingSettings = {
  PORT: port(8081),
  HOST: text({ allowed: 'the address to listen on, for example 127.0.0.1', default: '127.0.0.1' }),
  DRAIN_TIMEOUT_MS: wholeNumber({ min: 0, max: 600_000, unit: 'milliseconds', default: 30_000 }),
} as const;
