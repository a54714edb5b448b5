/**
 * Configuration by environment: one zod schema a process, read once at its start. All faults are reported
 * together, each with the variable, its value and the values allowed.
 */
import { availableParallelism } from 'node:os';
import { z } from 'zod';
import { ExitCode, ExplainedError } from './exit-codes.ts';
import { emulatorHost, oneOf, settingOf, text, wholeNumber } from './setting.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** A project id, with the domain that old ones begin with. */
export const projectIdRule = {
  allowed:
    'a Google Cloud project id: 6 to 30 lower-case letters, digits and hyphens, beginning with a letter',
  description: 'Google Cloud project of all resources',
  pattern: /^(?:[a-z0-9.-]+:)?[a-z][a-z0-9-]{4,28}[a-z0-9]$/,
} as const;

/** How severe a log entry has to be to be written. */
export function logLevel(fallback: 'info' | 'warn') {
  return oneOf(
    ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'],
    fallback,
    'least severity of log entries that are written',
  );
}

/** How to log. */
export const logSettings = {
  LOG_LEVEL: logLevel('info'),
  LOG_FORMAT: oneOf(
    ['auto', 'json', 'pretty'],
    'auto',
    'form of log entries: `json` for Cloud Logging, `pretty` for people, `auto` for `pretty` on a terminal and `json` elsewhere (commands then print the message only)',
  ),
} as const;

/** The variables that every process reads. */
export const commonSettings = {
  GOOGLE_CLOUD_PROJECT: text(projectIdRule),
  PUBSUB_EMULATOR_HOST: emulatorHost('Pub/Sub'),
  FIRESTORE_EMULATOR_HOST: emulatorHost('Firestore'),
  NAME_PREFIX: text({
    description:
      'prefix of the names of topics and subscriptions, so that several pipelines can share a project',
    default: '',
    allowed: 'empty, or 1 to 20 lower-case letters, digits and hyphens, beginning with a letter',
    pattern: /^$|^[a-z](?:[a-z0-9-]{0,18}[a-z0-9])?$/,
  }),
  ...logSettings,
} as const;

export type CommonSettings = z.infer<z.ZodObject<typeof commonSettings>>;

/** The further variables of every process that uses Firestore. */
export const firestoreSettings = {
  FIRESTORE_DATABASE: text({
    description: 'Firestore database of the counts',
    allowed: 'the id of a Firestore database',
    default: '(default)',
  }),
} as const;

/** The variable of every process that uses the lifetime of an article's record. */
export const articleSettings = {
  // A record must outlive all redeliveries and replays of its post (`longestReturnDays` of the save stage).
  // Otherwise a late one is counted again. Smaller values are allowed; save then warns at its start.
  ARTICLE_TTL_DAYS: wholeNumber({
    min: 45,
    max: 3_650,
    unit: 'days',
    default: 90,
    description:
      'how long the record of an article is kept after its acceptance. Until then a repeated post counts once, the article is listed, and its counts can be corrected',
  }),
} as const;

/** The address to listen on. */
export function host() {
  return text({
    description: 'address to listen on',
    allowed: 'the address to listen on, for example 127.0.0.1',
    default: '127.0.0.1',
  });
}

/** How long a stage may take to end after a signal. */
export function drainTimeout() {
  return wholeNumber({
    min: 0,
    max: 600_000,
    unit: 'milliseconds',
    default: 30_000,
    description:
      'time to finish the work in flight after SIGTERM; messages that are not finished are handed back',
  });
}

/** The further variables of every daemon. */
export const daemonSettings = {
  SERVICE_ACCOUNT: text({
    description: 'service account to act as, where daemons share a machine and so its account',
    allowed: 'empty, or the e-mail address of the service account to act as',
    pattern: /^$|^[^\s@]+@[^\s@]+$/,
    default: '',
  }),
  PUBLISH_TIMEOUT_MS: wholeNumber({
    min: 1_000,
    max: 600_000,
    unit: 'milliseconds',
    default: 60_000,
    description: 'time limit for Pub/Sub to accept a message',
  }),
  DRAIN_TIMEOUT_MS: drainTimeout(),
  PULL_API: oneOf(
    ['auto', 'streaming', 'unary'],
    'auto',
    'API that receives messages: `streaming` for the cloud, `unary` for emulators, `auto` to choose between them',
  ),
  STREAM_SILENCE_MS: wholeNumber({
    min: 1_000,
    max: 3_600_000,
    unit: 'milliseconds',
    default: 120_000,
    description: 'how long a stream of messages may be silent before it is reopened',
  }),
  // Long enough that a busy moment does not lose a lease. After a crash Pub/Sub redelivers the messages only
  // when their leases expire.
  LEASE_SECONDS: wholeNumber({
    min: 10,
    max: 600,
    unit: 'seconds',
    default: 60,
    description:
      'length of the lease of a message; after a crash its message is redelivered when the lease expires',
  }),
  HOST: host(),
} as const;

/** A port to listen on; 0 takes any free one. */
export function port(fallback: number, what = 'it listens on') {
  return wholeNumber({
    min: 0,
    max: 65_535,
    default: fallback,
    description: `port that ${what}; 0 for any free one`,
  });
}

/** Cores of this machine, less one for the process that feeds the pool, at least 1. */
export function defaultPoolSize(): number {
  return Math.max(1, availableParallelism() - 1);
}

/**
 * Reads and checks a process's configuration.
 * @param shape the variables it knows; an empty variable counts as unset
 * @throws ExplainedError with exit code 78 that lists every fault
 */
export function readConfig<Shape extends z.ZodRawShape>(
  shape: Shape,
  environment: Environment,
): z.infer<z.ZodObject<Shape>> {
  const given = Object.fromEntries(
    Object.keys(shape)
      .map((variable) => [variable, environment[variable]] as const)
      .filter(([, value]) => value !== undefined && value !== ''),
  );
  const result = z.object(shape).safeParse(given);
  if (result.success) return result.data;
  const variables = new Set(result.error.issues.map((issue) => String(issue.path[0])));
  const faults = [...variables].map((variable) => {
    const setting = settingOf(shape[variable]);
    const value = environment[variable];
    const state =
      value === undefined || value === ''
        ? 'is not set'
        : setting?.secret
          ? 'has a value that is not shown, because it is secret'
          : `is ${JSON.stringify(value)}`;
    return `  ${variable} ${state}; it must be ${setting?.allowed ?? 'a valid value'}`;
  });
  throw new ExplainedError(`The configuration is wrong:\n${faults.join('\n')}`, ExitCode.config);
}
