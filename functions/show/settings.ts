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
      'keys that sign the cursors of pages; required in the cloud. The first key signs and all keys verify, so that a key can be replaced while its cursors are in use',
    default: '',
    secret: true,
    pattern: /^$|^[^\s,]{32,}(?:,[^\s,]{32,})*$/,
    allowed: 'one or more keys of at least 32 characters without spaces, separated by commas',
  }),
  SHOW_CORS_ORIGINS: text({
    description: 'origins of other web pages that may read the API from a browser',
    default: '',
    pattern: new RegExp(`^$|^${origin}(?:,${origin})*$`),
    allowed: 'origins such as https://example.org, separated by commas, without spaces or paths',
  }),
  SHOW_SUBMIT_URL: text({
    description: 'address of submit that the page and the OpenAPI document show',
    default: LOCAL_SUBMIT_URL,
    pattern: /^https?:\/\/[^\s'"\\<>]+$/,
    allowed: 'the public URL of the submit function',
  }),
  SHOW_FIRESTORE_TIMEOUT_MS: wholeNumber({
    min: 100,
    max: 60_000,
    unit: 'milliseconds',
    default: 5_000,
    description: 'time limit for an answer of Firestore',
  }),
  SHOW_CACHE_MS: wholeNumber({
    min: 0,
    max: 60_000,
    unit: 'milliseconds',
    default: 2_000,
    description:
      'longest age of an answer that several requests share; counts lag behind Firestore by at most this much',
  }),
} as const;
