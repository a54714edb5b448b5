/** Builds the function from its configuration; clients are opened once a process. */
import type { Server } from 'node:http';
import { promisify } from 'node:util';
import type { z } from 'zod';
import type { Log } from '../common/log.ts';
import { openPublisher, openPubSub } from '../common/pubsub.ts';
import { topology } from '../common/topology.ts';
import { parseKeyDigests } from './api-keys.ts';
import { createHandler, type Handler } from './handler.ts';
import { createHeldBytes } from './held-bytes.ts';
import type { submitSettings } from './settings.ts';

export type SubmitConfig = z.infer<z.ZodObject<typeof submitSettings>>;

/** Long enough for posts that arrive together to share a request to Pub/Sub, too short to be noticed. */
const PUBLISH_DELAY_MS = 5;

export interface Submit extends AsyncDisposable {
  readonly handler: Handler;
  /** Finishes the requests in flight and closes the server; connections are not kept from now on. */
  stop(server: Server): Promise<void>;
}

/** Opens the function. Disposing of it flushes and closes its Pub/Sub client. */
export function openSubmit(config: SubmitConfig, log: Log): Submit {
  const parts = new AsyncDisposableStack();
  const pubsub = parts.use(openPubSub(config));
  const publisher = parts.use(
    openPublisher(pubsub, topology(config.NAME_PREFIX).topics.posts.name, {
      timeoutMs: config.SUBMIT_PUBLISH_TIMEOUT_MS,
      maxDelayMs: PUBLISH_DELAY_MS,
    }),
  );
  let stopping = false;
  const handler = createHandler({
    project: config.GOOGLE_CLOUD_PROJECT,
    publisher,
    keyDigests: parseKeyDigests(config.SUBMIT_API_KEYS),
    held: createHeldBytes(config.SUBMIT_MAX_HELD_BYTES),
    bodyTimeoutMs: config.SUBMIT_BODY_TIMEOUT_MS,
    publishTimeoutMs: config.SUBMIT_PUBLISH_TIMEOUT_MS,
    log,
    isStopping: () => stopping,
  });
  return {
    handler,
    async stop(server) {
      stopping = true;
      await promisify(server.close.bind(server))();
    },
    [Symbol.asyncDispose]: () => parts.disposeAsync(),
  };
}
