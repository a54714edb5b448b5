/**
 * The headers that authenticate the sender: an API key, and an identity token where Google Cloud requires
 * one.
 */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { messageOf } from '../../functions/common/domain/error-message.ts';
import { API_KEY_HEADER } from '../../functions/common/domain/submit-endpoint.ts';
import type { HeaderFields } from '../../functions/common/http/reply.ts';
import { ExitCode, ExplainedError } from '../../functions/common/process/exit-codes.ts';
import type { Clock } from '../../functions/common/process/runtime.ts';
import type { Environment } from '../../functions/common/process/settings.ts';
import { timeLimit } from '../../functions/common/process/time-limit.ts';

export interface CredentialOptions {
  readonly url: URL;
  readonly apiKey: string | undefined;
  /** A token; true to fetch one; false for none; undefined to fetch one for a Google Cloud address only. */
  readonly idToken: string | boolean | undefined;
  readonly environment: Environment;
}

/** Returns the headers. Refused ones are not returned again if others are available. */
export type Credentials = (refused?: HeaderFields) => Promise<HeaderFields>;

/** Tokens last an hour. */
const TOKEN_LIFE_MS = 50 * 60_000;
const METADATA_TIMEOUT_MS = 1_500;

/**
 * Creates the source of those headers. A token is fetched when it is first needed, and again before it
 * expires.
 */
export function createCredentials(options: CredentialOptions, clock: Clock): Credentials {
  const { url, apiKey, idToken = isGoogleAddress(url) } = options;
  const key = apiKey === undefined ? {} : { [API_KEY_HEADER.toLowerCase()]: apiKey };
  if (idToken === false) return async () => key;
  if (typeof idToken === 'string') return async () => ({ ...key, authorization: `Bearer ${idToken}` });
  let token: { readonly headers: Promise<HeaderFields>; readonly fetchedAt: number } | undefined;
  return async (refused) => {
    const current = await token?.headers;
    const isOld = token !== undefined && clock.monotonic() - token.fetchedAt > TOKEN_LIFE_MS;
    // Several requests may find one token refused. The first of them replaces it.
    const isRefused = refused !== undefined && current?.authorization === refused.authorization;
    if (token === undefined || isOld || isRefused) {
      const headers = fetchToken(url.origin, options.environment, clock).then((value) => ({
        ...key,
        authorization: `Bearer ${value}`,
      }));
      token = { headers, fetchedAt: clock.monotonic() };
    }
    return token.headers;
  };
}

/**
 * Whether the headers would pass a network that others can read: plain http to another host than this one.
 */
export function areSentInTheOpen({ url, apiKey, idToken }: CredentialOptions): boolean {
  const hasSecret = apiKey !== undefined || (idToken !== undefined && idToken !== false);
  const isThisMachine = /^(?:localhost|.*\.localhost|127(?:\.\d+){3}|\[::1\])$/.test(url.hostname);
  return hasSecret && url.protocol === 'http:' && !isThisMachine;
}

/** Whether an address is one of Cloud Run or Cloud Functions. Others get a token only on request. */
export function isGoogleAddress(url: URL): boolean {
  return url.protocol === 'https:' && /\.(?:run\.app|cloudfunctions\.net)$/.test(url.hostname);
}

async function fetchToken(audience: string, environment: Environment, clock: Clock): Promise<string> {
  const failures: string[] = [];
  for (const source of [fromMetadataServer, fromGcloud]) {
    try {
      return await source(audience, environment, clock);
    } catch (error) {
      failures.push(messageOf(error));
    }
  }
  throw new ExplainedError(
    `There is no identity token for ${audience}:\n${failures.map((failure) => `  ${failure}`).join('\n')}\nSign in with \`gcloud auth login\`, give a token with --id-token TOKEN, or use --no-id-token if none is needed.`,
    ExitCode.unavailable,
  );
}

/** https://cloud.google.com/run/docs/authenticating/service-to-service#use_the_metadata_server */
async function fromMetadataServer(audience: string, environment: Environment, clock: Clock): Promise<string> {
  const host = environment.GCE_METADATA_HOST ?? 'metadata.google.internal';
  const path = '/computeMetadata/v1/instance/service-accounts/default/identity';
  using limit = timeLimit(clock, METADATA_TIMEOUT_MS);
  const response = await fetch(`http://${host}${path}?audience=${encodeURIComponent(audience)}`, {
    headers: { 'metadata-flavor': 'Google' },
    signal: limit.signal,
  }).catch(() => undefined);
  if (response === undefined)
    throw new Error(`metadata server: no answer from ${host}, so this is not a machine of Google Cloud`);
  if (!response.ok) throw new Error(`metadata server: it answered with status ${response.status}`);
  return (await response.text()).trim();
}

async function fromGcloud(audience: string, environment: Environment): Promise<string> {
  const run = promisify(execFile);
  const options = { env: { ...environment }, timeout: 30_000 };
  // A service account names an audience; a person's account cannot, and its token is taken by Cloud Run as it
  // is.
  const attempts = [['--audiences', audience], []];
  let failure = '';
  for (const extra of attempts) {
    const result = await run('gcloud', ['auth', 'print-identity-token', ...extra], options).catch(
      (error: Error) => error,
    );
    if (!(result instanceof Error)) return result.stdout.trim();
    if ('code' in result && result.code === 'ENOENT')
      throw new Error('gcloud: it is not installed, or not on the PATH');
    failure = 'stderr' in result && result.stderr !== '' ? String(result.stderr).trim() : result.message;
  }
  throw new Error(`gcloud: ${failure.split('\n')[0]}`);
}
