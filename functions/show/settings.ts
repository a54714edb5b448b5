/** The environment settings of the show function. */
import { LOCAL_SUBMIT_URL, stagePorts } from '../common/domain/stage-ports.ts';
import { text, wholeNumber } from '../common/process/setting.ts';
import {
  articleSettings,
  commonSettings,
  firestoreSettings,
  host,
  port,
} from '../common/process/settings.ts';

const origin = String.raw`https?://[^\s/,]+`;

export const showSettings = {
  ...commonSettings,
  ...firestoreSettings,
  ...articleSettings,
  PORT: port(stagePorts.show),
  HOST: host(),
  SHOW_CURSOR_KEY: text({
    description:
      'signs the cursors of pages; required in the cloud. The first key signs, all of them verify, so that a key can be replaced without breaking cursors in use',
    default: '',
    secret: true,
    pattern: /^$|^[^\s,]{32,}(?:,[^\s,]{32,})*$/,
    allowed: 'one or more keys of at least 32 characters without space, separated by commas',
  }),
  SHOW_CORS_ORIGINS: text({
    description: 'which pages of other origins may read from a browser',
    default: '',
    pattern: new RegExp(`^$|^${origin}(?:,${origin})*$`),
    allowed: 'origins such as https://example.org, separated by commas, without spaces or paths',
  }),
  SHOW_SUBMIT_URL: text({
    description: 'where the page says that posts go',
    default: LOCAL_SUBMIT_URL,
    pattern: /^https?:\/\/[^\s'"\\<>]+$/,
    allowed: 'the URL of the submit function, as people are told it',
  }),
  SHOW_FIRESTORE_TIMEOUT_MS: wholeNumber({
    min: 100,
    max: 60_000,
    unit: 'milliseconds',
    default: 5_000,
    description: 'how long Firestore may take to answer',
  }),
  SHOW_CACHE_MS: wholeNumber({
    min: 0,
    max: 60_000,
    unit: 'milliseconds',
    default: 2_000,
    description:
      'how old an answer may be that several requests share; the most that counts lag behind Firestore',
  }),
} as const;
