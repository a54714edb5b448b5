/** The process of stage extract: configuration, parts, signal, teardown. */
import { checkCredentials } from '../common/cloud/credentials.ts';
import { startDaemon } from '../common/cloud/daemon.ts';
import { openPubSub } from '../common/cloud/pubsub.ts';
import { aborted } from '../common/process/lifecycle.ts';
import { createMetrics } from '../common/process/metrics.ts';
import { defineStage } from '../common/process/stage.ts';
import { openExtractDaemon } from './daemon.ts';
import { openMessagePool } from './pool/pools.ts';
import { extractSettings, poolOptionsOf } from './settings.ts';

/** Works off posts until it is stopped, then drains; configured by `extractSettings`. */
export const stage = defineStage('extract', extractSettings, async (config, log, life) => {
  await checkCredentials(config, [config.PUBSUB_EMULATOR_HOST]);
  const metrics = createMetrics('extract');
  const pubsub = life.parts.use(
    await openPubSub(config, { pullApi: config.PULL_API, clock: life.runtime.clock }),
  );
  const pool = life.parts.use(openMessagePool({ ...poolOptionsOf(config), log, clock: life.runtime.clock }));
  const { port } = await startDaemon(life, config, { pubsub, metrics, log }, (shared) =>
    openExtractDaemon({ ...shared, pool }),
  );
  log.info({ port, poolSize: pool.size, extractor: config.ENTITY_EXTRACTOR }, 'extracting');
  await aborted(life.stopping);
});
