/** The process of stage save: configuration, parts, signal, teardown. */
import { checkCredentials } from '../common/cloud/credentials.ts';
import { startDaemon } from '../common/cloud/daemon.ts';
import { openFirestore } from '../common/cloud/firestore.ts';
import { openCommitter } from '../common/cloud/firestore-commit.ts';
import { openPubSub } from '../common/cloud/pubsub.ts';
import { topology } from '../common/domain/topology.ts';
import { aborted } from '../common/process/lifecycle.ts';
import { createMetrics } from '../common/process/metrics.ts';
import { defineStage } from '../common/process/stage.ts';
import { articleTermWarning } from './article-term.ts';
import { openSaveDaemon } from './daemon.ts';
import { saveSettings } from './settings.ts';
import { createSaveStore } from './store.ts';

/** Saves processed posts until it is stopped, then drains; configured by `saveSettings`. */
export const stage = defineStage('save', saveSettings, async (config, log, life) => {
  await checkCredentials(config, [config.PUBSUB_EMULATOR_HOST, config.FIRESTORE_EMULATOR_HOST]);
  const warning = articleTermWarning(topology(config.NAME_PREFIX), config.ARTICLE_TTL_DAYS);
  if (warning !== undefined) log.warn(warning);
  const metrics = createMetrics('save');
  const pubsub = life.parts.use(
    await openPubSub(config, { pullApi: config.PULL_API, clock: life.runtime.clock }),
  );
  const firestore = life.parts.use(openFirestore(config, life.runtime.clock));
  const committer = life.parts.use(await openCommitter(config, life.runtime.clock));
  const store = createSaveStore(
    { firestore, committer, runtime: life.runtime, log },
    {
      maxBytes: config.SAVE_COMMIT_MAX_BYTES,
      maxWrites: config.SAVE_COMMIT_MAX_WRITES,
      timeoutMs: config.SAVE_COMMIT_TIMEOUT_MS,
      articleTtlDays: config.ARTICLE_TTL_DAYS,
    },
  );
  const { port } = await startDaemon(life, config, { pubsub, metrics, log }, (shared) =>
    openSaveDaemon({
      ...shared,
      store,
      batch: {
        maxPosts: config.SAVE_MAX_POSTS,
        maxBytes: config.SAVE_MAX_BYTES,
        maxDelayMs: config.SAVE_MAX_DELAY_MS,
      },
      parallelCommits: config.SAVE_PARALLEL_COMMITS,
      retryForMs: config.SAVE_RETRY_MS,
      rollUp: { firestore, intervalMs: config.ROLLUP_INTERVAL_MS },
    }),
  );
  log.info({ port }, 'saving');
  await aborted(life.stopping);
});
