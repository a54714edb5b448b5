/**
 * Reads the settings of a deployment from the environment, or from a file of the same variables. All faults
 * are reported together, before anything is built.
 */
import { existsSync, readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import type { z } from 'zod';
import { ExitCode, ExplainedError } from '../functions/common/process/exit-codes.ts';
import { oneOf, text, wholeNumber } from '../functions/common/process/setting.ts';
import {
  commonSettings,
  type Environment,
  firestoreSettings,
  readConfig,
} from '../functions/common/process/settings.ts';
import { extractSettings } from '../functions/extract/settings.ts';
import { saveSettings } from '../functions/save/settings.ts';
import { submitSettings } from '../functions/submit/settings.ts';
import { regions } from './regions.ts';

const yesOrNo = (fallback: 'true' | 'false', description: string) =>
  oneOf(['true', 'false'], fallback, description);

const secretId = '[A-Za-z0-9_-]{1,255}';
const principal = String.raw`(?:user|group|serviceAccount|domain|principal|principalSet):[^\s,$%{}]+`;
const invokers = (description: string) =>
  text({
    description,
    default: '',
    pattern: new RegExp(`^$|^${principal}(?:,${principal})*$`),
    allowed: 'principals such as group:news@example.org, separated by commas',
  });

const DEFAULT_REGION = 'us-central1';

/** The base name of a deployment without a prefix. It is refused as a prefix: the two could be confused. */
const UNNAMED = 'pipeline';

export const deploymentSettings = {
  // A bucket is named after the project, which rules out ids with a domain.
  GOOGLE_CLOUD_PROJECT: text({
    description: 'Google Cloud project of all resources',
    allowed:
      'a Google Cloud project id: 6 to 30 lower-case letters, digits and hyphens, beginning with a letter',
    pattern: /^[a-z][a-z0-9-]{4,28}[a-z0-9]$/,
  }),
  /** Put before all names, so that several deployments can share a project. */
  NAME_PREFIX: commonSettings.NAME_PREFIX,
  REGION: text({
    description:
      'region of functions, machines and artifacts; with another value, a second set of them is deployed beside the first',
    default: DEFAULT_REGION,
    pattern: new RegExp(`^(?:${regions.join('|')})$`),
    allowed: 'a region of Compute Engine, for example europe-west1',
  }),
  MACHINE_TYPE: text({
    description:
      'type of the machines of the daemons; x86-64, because their archive contains Node for x86-64',
    default: 't2d-standard-16',
    pattern:
      /^(?:e2|n1|n2|n2d|n4|c2|c2d|c3|c3d|c4|c4d|t2d)-(?:standard|highcpu|highmem|custom)-\d[a-z0-9-]*$/,
    allowed: 'a machine type with x86-64 processors, for example t2d-standard-4 for small loads',
  }),
  MACHINE_SPOT: yesOrNo(
    'false',
    'whether machines are spot machines, which cost a fraction and may be stopped by Google at any time',
  ),
  MIN_MACHINES: wholeNumber({
    min: 0,
    max: 1_000,
    unit: 'machines',
    default: 1,
    description: 'least number of machines with daemons; with 0, none runs while no message waits',
  }),
  MAX_MACHINES: wholeNumber({
    min: 1,
    max: 1_000,
    unit: 'machines',
    default: 10,
    description: 'greatest number of machines with daemons',
  }),
  FIRESTORE_DATABASE: firestoreSettings.FIRESTORE_DATABASE,
  FIRESTORE_LOCATION: text({
    description: 'location of the database, which can never be changed',
    default: DEFAULT_REGION,
    pattern: new RegExp(`^(?:nam5|nam7|eur3|${regions.join('|')})$`),
    allowed:
      'a region, or nam5, nam7 or eur3, which span several regions at twice the price; required if `REGION` is not us-central1',
  }),
  BACKUPS: yesOrNo(
    'true',
    'whether the database is backed up every day (kept for a week) and every Sunday (kept for four weeks)',
  ),
  MESSAGE_REGIONS: text({
    description: 'regions in which Pub/Sub may store messages',
    default: '',
    pattern: new RegExp(`^$|^(?:${regions.join('|')})(?:,(?:${regions.join('|')}))*$`),
    allowed: 'empty (the nearest to the sender), or regions, separated by commas',
  }),
  KMS_KEY: text({
    description: 'key of your own that encrypts messages, database, archives and disks',
    default: '',
    pattern:
      /^$|^projects\/[a-z0-9:.-]+\/locations\/[a-z0-9-]+\/keyRings\/[\w-]{1,63}\/cryptoKeys\/[\w-]{1,63}$/,
    allowed: "empty (Google's keys), or projects/P/locations/L/keyRings/R/cryptoKeys/K",
  }),
  ARTICLE_TTL_DAYS: saveSettings.ARTICLE_TTL_DAYS,
  ROLLUP_INTERVAL_MS: saveSettings.ROLLUP_INTERVAL_MS,
  // The limits that the runbook tells a person to change.
  EXTRACT_TIMEOUT_MS: extractSettings.EXTRACT_TIMEOUT_MS,
  EXTRACT_MEMORY_MB: extractSettings.EXTRACT_MEMORY_MB,
  SAVE_MAX_POSTS: saveSettings.SAVE_MAX_POSTS,
  SAVE_MAX_DELAY_MS: saveSettings.SAVE_MAX_DELAY_MS,
  SUBMIT_KEY_POSTS_PER_SECOND: submitSettings.SUBMIT_KEY_POSTS_PER_SECOND,
  SUBMIT_KEY_POSTS_PER_DAY: submitSettings.SUBMIT_KEY_POSTS_PER_DAY,
  SUBMIT_PUBLIC: yesOrNo('false', 'whether submit is open to the internet; needs `SUBMIT_API_KEYS_SECRET`'),
  SUBMIT_INVOKERS: invokers('principals that may call submit'),
  SUBMIT_API_KEYS_SECRET: text({
    description: 'secret with the names and digests of the API keys',
    default: '',
    pattern: new RegExp(`^$|^${secretId}$`),
    allowed: 'empty (no key is required), or the id of a secret in the same project',
  }),
  SHOW_PUBLIC: yesOrNo(
    'false',
    'whether show is open to the internet; an organization with domain-restricted sharing refuses it',
  ),
  SHOW_INVOKERS: invokers('principals that may call show'),
  CURATORS: invokers(
    'principals that may correct how names are shown (`npm run names`); they may write to the database',
  ),
  SHOW_CURSOR_KEY_SECRET: text({
    description: 'secret with the keys of cursors (`SHOW_CURSOR_KEY`)',
    default: 'show-cursor-key',
    pattern: new RegExp(`^${secretId}$`),
    allowed: 'the id of a secret in the same project',
  }),
  LOG_LEVEL: commonSettings.LOG_LEVEL,
  LOG_RETENTION_DAYS: wholeNumber({
    min: 1,
    max: 3_650,
    unit: 'days',
    default: 30,
    description: 'how long logs are kept',
  }),
  LOG_LOCATION: text({
    description: 'location of the logs',
    default: 'global',
    pattern: new RegExp(`^(?:global|us|eu|${regions.join('|')})$`),
    allowed: 'global, us, eu, or a region; with another value, a new log bucket is made',
  }),
  ALERT_EMAIL: text({
    description: 'e-mail address that alerts are sent to',
    default: '',
    pattern: /^$|^[^\s@]+@[^\s@]+\.[^\s@]+$/,
    allowed: 'empty (alerts are only shown in the console), or an e-mail address',
  }),
  BILLING_ACCOUNT: text({
    description: 'billing account of the project, for a budget',
    default: '',
    pattern: /^$|^[0-9A-F]{6}-[0-9A-F]{6}-[0-9A-F]{6}$/,
    allowed: 'empty (no budget), or an id such as 0A1B2C-3D4E5F-678901',
  }),
  MONTHLY_BUDGET: wholeNumber({
    min: 1,
    max: 1_000_000,
    unit: "units of the billing account's currency",
    default: 600,
    description: 'monthly cost of the project above which e-mails are sent; nothing is stopped',
  }),
  DEPLOY_REPOSITORY: text({
    description: 'repository on GitHub whose workflow may deploy from its branch main, without a key',
    default: '',
    pattern: /^$|^[\w-]+\/[\w.-]+$/,
    allowed: 'empty (none), or owner/name',
  }),
  DELETION_PROTECTION: yesOrNo(
    'true',
    'whether database, topics and subscriptions are protected from being destroyed',
  ),
  STATE_BUCKET: text({
    description: "bucket of Terraform's state; it has to exist before the first deployment",
    default: '',
    pattern: /^$|^[a-z0-9][a-z0-9_.-]{1,61}[a-z0-9]$/,
    allowed: 'the name of a Cloud Storage bucket; by default the project id with -terraform-state',
  }),
} as const;

export type DeploymentSettings = z.infer<z.ZodObject<typeof deploymentSettings>>;

/**
 * Reads and checks the settings.
 * @throws ExplainedError with exit code 78 that lists the faults
 */
export function readSettings(environment: Environment): DeploymentSettings {
  const settings = readConfig(deploymentSettings, environment);
  const faults = [
    settings.MIN_MACHINES > settings.MAX_MACHINES &&
      `MIN_MACHINES is ${settings.MIN_MACHINES}; it must be at most MAX_MACHINES, which is ${settings.MAX_MACHINES}`,
    settings.NAME_PREFIX === UNNAMED &&
      `NAME_PREFIX is "${UNNAMED}", which is the name of a deployment without a prefix; choose another, or none`,
    settings.REGION !== DEFAULT_REGION &&
      isUnset(environment.FIRESTORE_LOCATION) &&
      `REGION is ${settings.REGION}, but FIRESTORE_LOCATION is not set, so the database would be in ${DEFAULT_REGION}; set it, because it can never be changed`,
    keyFault(settings),
    settings.SUBMIT_PUBLIC === 'true' &&
      settings.SUBMIT_API_KEYS_SECRET === '' &&
      'SUBMIT_PUBLIC is "true" and SUBMIT_API_KEYS_SECRET is not set: anybody could submit posts at your cost; name a secret ' +
        'with the digests of API keys, or use SUBMIT_INVOKERS',
  ].filter((fault) => fault !== false);
  if (faults.length === 0) return settings;
  const list = faults.map((fault) => `  ${fault}`).join('\n');
  throw new ExplainedError(`The configuration is wrong:\n${list}`, ExitCode.config);
}

/**
 * The environment, with what it lacks taken from a file of `NAME=value` lines, if there is one.
 * @throws ExplainedError with exit code 78 when the file sets a variable that nobody reads
 */
export function withFile(environment: Environment, path: string): Environment {
  if (!existsSync(path)) return environment;
  const file = parseEnv(readFileSync(path, 'utf8'));
  const unknown = Object.keys(file).filter((name) => !Object.hasOwn(deploymentSettings, name));
  if (unknown.length > 0) {
    throw new ExplainedError(
      `${path} sets ${unknown.join(', ')}, which no deployment reads. The settings are ${Object.keys(deploymentSettings).join(', ')}.`,
      ExitCode.config,
    );
  }
  return { ...file, ...environment };
}

/**
 * The path of the file with the settings: the one that `DEPLOY_FILE` names, else the usual one. Only the
 * usual one may be missing.
 * @param usual the path of `deploy.env`
 * @throws ExplainedError with exit code 78 when the named file is missing
 */
export function deployFile(environment: Environment, usual: string): string {
  const named = environment.DEPLOY_FILE;
  if (named === undefined || named === '') return usual;
  if (existsSync(named)) return named;
  throw new ExplainedError(
    `DEPLOY_FILE is ${named}, and there is no such file. Nothing was changed. Correct the path, or unset DEPLOY_FILE to use deploy.env.`,
    ExitCode.config,
  );
}

/**
 * Warns of variables that the environment sets to something else than the file. A forgotten `export` would
 * deploy to another region than the file says.
 */
export function overrideWarnings(environment: Environment, path: string): readonly string[] {
  if (!existsSync(path)) return [];
  return Object.entries(parseEnv(readFileSync(path, 'utf8'))).flatMap(([name, inFile]) => {
    const value = environment[name];
    return value === undefined || value === inFile
      ? []
      : [
          `${name} is "${value}" in the environment, which overrides "${inFile}" in ${path}; unset it to use the file`,
        ];
  });
}

/** The entries of a setting that lists several. */
export function listed(setting: string): readonly string[] {
  return setting.split(',').filter((entry) => entry !== '');
}

/**
 * Google accepts a key only for resources in the key's own location. The database and the disks take it for
 * good, so a wrong one is refused before anything exists.
 */
function keyFault({ KMS_KEY, REGION, FIRESTORE_LOCATION }: DeploymentSettings): string | false {
  const [, location] = /\/locations\/([^/]+)\//.exec(KMS_KEY) ?? [];
  if (location === undefined || (location === REGION && location === FIRESTORE_LOCATION)) return false;
  return (
    `KMS_KEY is in ${location}, REGION is ${REGION} and FIRESTORE_LOCATION is ${FIRESTORE_LOCATION}; all three must be the same ` +
    'region, because Google uses a key only in its own location'
  );
}

function isUnset(value: string | undefined): boolean {
  return value === undefined || value === '';
}

/** The prefix of the names of a deployment's own resources. */
export function baseName(settings: DeploymentSettings): string {
  return settings.NAME_PREFIX === '' ? UNNAMED : settings.NAME_PREFIX;
}

/** The bucket of Terraform's state. */
export function stateBucket(settings: DeploymentSettings): string {
  return settings.STATE_BUCKET === ''
    ? `${settings.GOOGLE_CLOUD_PROJECT}-terraform-state`
    : settings.STATE_BUCKET;
}
