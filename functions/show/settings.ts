/** What the show function reads from its environment. */
import { commonSettings, firestoreSettings, port, text, wholeNumber } from '../common/process/settings.ts';

const origin = String.raw`https?://[^\s/,]+`;

export const showSettings = {
  ...commonSettings,
  ...firestoreSettings,
  PORT: port(8080),
  HOST: text({ allowed: 'the address to listen on, for example 127.0.0.1', default: '127.0.0.1' }),
  /** Signs cursors: the first key signs, all of them verify, so that a key can be replaced without breaking cursors in use. */
  SHOW_CURSOR_KEY: text({
    default: '',
    secret: true,
    pattern: /^$|^[^\s,]{32,}(?:,[^\s,]{32,})*$/,
    allowed: 'one or more keys of at least 32 characters without space, separated by commas',
  }),
  SHOW_CORS_ORIGINS: text({
    default: '',
    pattern: new RegExp(`^$|^${origin}(?:,${origin})*$`),
    allowed: 'origins such as https://example.org, separated by commas, without spaces or paths',
  }),
  SHOW_SUBMIT_URL: text({
    default: 'http://127.0.0.1:8081',
    pattern: /^https?:\/\/[^\s'"\\<>]+$/,
    allowed: 'the URL of the submit function, as people are told it',
  }),
  /** How long Firestore may take to answer. */
  SHOW_FIRESTORE_TIMEOUT_MS: wholeNumber({ min: 100, max: 60_000, unit: 'milliseconds', default: 5_000 }),
  /** How old an answer may be that several requests share; the most that counts lag behind Firestore. */
  SHOW_CACHE_MS: wholeNumber({ min: 0, max: 60_000, unit: 'milliseconds', default: 2_000 }),
} as const;
