/** Builds the function from its configuration; clients are opened once a process. */
import type { z } from 'zod';
import { openPublishClient } from '../common/cloud/publish-client.ts';
import { openPublisher } from '../common/cloud/publisher.ts';
import { topology } from '../common/domain/topology.ts';
import type { OpenedFunction } from '../common/http/http-function.ts';
import type { Log } from '../common/process/log.ts';
import type { Runtime } from '../common/process/runtime.ts';
import { parseApiKeys } from './api-keys.ts';
import { openRecordCounter } from './count-records.ts';
import { createDailyQuota, noQuota } from './daily-quota.ts';
import { createHandler } from './handler.ts';
import { createHeldBytes } from './held-bytes.ts';
import { createKeyRates } from './key-rates.ts';
import type { submitSettings } from './settings.ts';

export type SubmitConfig = z.infer<z.ZodObject<typeof submitSettings>>;

/** Long enough for posts that arrive together to share a request to Pub/Sub, too short to be noticed. */
const PUBLISH_DELAY_MS = 5;

/** Opens the function. Disposing of it flushes and closes its Pub/Sub client. */
export function openSubmit(config: SubmitConfig, log: Log, runtime: Runtime): OpenedFunction {
  const parts = new AsyncDisposableStack();
  const client = parts.use(openPublishClient(config));
  const publisher = parts.use(
    openPublisher(client, topology(config.NAME_PREFIX).topics.posts.name, {
      timeoutMs: config.SUBMIT_PUBLISH_TIMEOUT_MS,
      maxDelayMs: PUBLISH_DELAY_MS,
      runtime,
    }),
  );
  const keys = parseApiKeys(config.SUBMIT_API_KEYS) ?? [];
  const postsPerDay = config.SUBMIT_KEY_POSTS_PER_DAY;
  const { clock } = runtime;
  const quota =
    keys.length === 0 || postsPerDay === 0
      ? noQuota
      : createDailyQuota({
          postsPerDay,
          count: parts.use(openRecordCounter(config, clock)).count,
          clock,
          log,
        });
  const handler = createHandler({
    project: config.GOOGLE_CLOUD_PROJECT,
    publisher,
    keys,
    rates: createKeyRates(config.SUBMIT_KEY_POSTS_PER_SECOND, clock),
    quota,
    held: createHeldBytes(config.SUBMIT_MAX_HELD_BYTES),
    bodyTimeoutMs: config.SUBMIT_BODY_TIMEOUT_MS,
    publishTimeoutMs: config.SUBMIT_PUBLISH_TIMEOUT_MS,
    log,
    runtime,
  });
  return {
    handler,
    [Symbol.asyncDispose]: () => parts.disposeAsync(),
  };
}
