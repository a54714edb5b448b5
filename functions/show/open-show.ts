/** Builds the function from its configuration; the client is opened once a process. */
import type { z } from 'zod';
import { openFirestore } from '../common/cloud/firestore.ts';
import { inflateAside } from '../common/domain/store/table-codec.ts';
import type { OpenedFunction } from '../common/http/http-function.ts';
import { ExitCode, ExplainedError } from '../common/process/exit-codes.ts';
import type { Log } from '../common/process/log.ts';
import type { Chance, Runtime } from '../common/process/runtime.ts';
import { createApi } from './api.ts';
import { loadAssets } from './assets.ts';
import { createHandler } from './handler.ts';
import { openApiDocument } from './openapi.ts';
import { createReading } from './reading/reading.ts';
import type { showSettings } from './settings.ts';
import { createShell } from './shell.ts';

export type ShowConfig = z.infer<z.ZodObject<typeof showSettings>>;

/**
 * Opens the function. Disposing of it closes its Firestore client.
 * @throws ExplainedError with exit code 78 when cursors could not be verified by other instances
 */
export function openShow(config: ShowConfig, log: Log, runtime: Runtime): OpenedFunction {
  const cursorKeys = cursorKeysOf(config, log, runtime.chance);
  const firestore = openFirestore(config, runtime.clock);
  let loading: ReturnType<typeof loadAssets> | undefined;
  // The next request retries a failed build: during development, the error may be fixed by then.
  const assets = () => {
    loading ??= loadAssets().catch((error: unknown) => {
      loading = undefined;
      throw error;
    });
    return loading;
  };
  const handler = createHandler({
    project: config.GOOGLE_CLOUD_PROJECT,
    api: createApi({
      reading: createReading({
        firestore,
        database: `${config.GOOGLE_CLOUD_PROJECT}/${config.FIRESTORE_DATABASE}`,
        cursorKeys,
        clock: runtime.clock,
        cacheMs: config.SHOW_CACHE_MS,
        articleTtlDays: config.ARTICLE_TTL_DAYS,
        inflate: inflateAside,
      }),
      cacheMs: config.SHOW_CACHE_MS,
      timeoutMs: config.SHOW_FIRESTORE_TIMEOUT_MS,
      openApiDocument: openApiDocument(config.SHOW_SUBMIT_URL),
      log,
    }),
    shell: createShell({ assets, submitUrl: config.SHOW_SUBMIT_URL }),
    assets,
    corsOrigins: new Set(config.SHOW_CORS_ORIGINS.split(',').filter((origin) => origin !== '')),
    log,
    runtime,
  });
  return { handler, [Symbol.asyncDispose]: () => firestore[Symbol.asyncDispose]() };
}

/**
 * On the emulator there is one instance, so it may make its own key. In the cloud there may be many, and each
 * must accept the cursors of the others, so the key must be set there.
 */
function cursorKeysOf(config: ShowConfig, log: Log, chance: Chance): readonly [string, ...string[]] {
  const [first, ...others] = config.SHOW_CURSOR_KEY.split(',').filter((key) => key !== '');
  if (first !== undefined) return [first, ...others];
  if (config.FIRESTORE_EMULATOR_HOST === undefined) {
    throw new ExplainedError(
      'The configuration is wrong:\n  SHOW_CURSOR_KEY is not set; in the cloud it must be one or more keys of at least 32 characters ' +
        'without spaces, separated by commas, the same for every instance (openssl rand -hex 32 makes one)',
      ExitCode.config,
    );
  }
  log.debug('SHOW_CURSOR_KEY is not set: cursors are good until this process ends');
  return [chance.hex(64)];
}
