/** The process of stage save: configuration, parts, signal, teardown. */
import { checkCredentials } from '../common/cloud/credentials.ts';
import { startDaemon } from '../common/cloud/daemon.ts';
import { openFirestore } from '../common/cloud/firestore.ts';
import { openPubSub } from '../common/cloud/pubsub.ts';
import { topology } from '../common/domain/topology.ts';
import { aborted, runService } from '../common/process/lifecycle.ts';
import { createMetrics } from '../common/process/metrics.ts';
import { openSaveDaemon } from './daemon.ts';
import { ledgerWarning } from './ledger-term.ts';
import { saveSettings } from './settings.ts';

/** Runs the save daemon until a signal; configured by `saveSettings`. */
export function main(): Promise<never> {
  return runService('save', saveSettings, async (config, log, life) => {
    await checkCredentials(config, [config.PUBSUB_EMULATOR_HOST, config.FIRESTORE_EMULATOR_HOST]);
    const warning = ledgerWarning(topology(config.NAME_PREFIX), config.LEDGER_TTL_DAYS);
    if (warning !== undefined) log.warn(warning);
    const metrics = createMetrics('save');
    const pubsub = life.parts.use(openPubSub(config));
    const firestore = life.parts.use(openFirestore(config, life.runtime.clock));
    const { port } = await startDaemon(life, config, { pubsub, metrics, log }, (shared) =>
      openSaveDaemon({
        ...shared,
        firestore,
        batch: {
          maxPosts: config.SAVE_MAX_POSTS,
          maxBytes: config.SAVE_MAX_BYTES,
          maxDelayMs: config.SAVE_MAX_DELAY_MS,
        },
        commit: {
          maxBytes: config.SAVE_COMMIT_MAX_BYTES,
          maxWrites: config.SAVE_COMMIT_MAX_WRITES,
          timeoutMs: config.SAVE_COMMIT_TIMEOUT_MS,
          ledgerTtlDays: config.LEDGER_TTL_DAYS,
          keepEntities: config.SAVE_KEEP_ENTITIES === 'true',
        },
        parallelCommits: config.SAVE_PARALLEL_COMMITS,
        retryForMs: config.SAVE_RETRY_MS,
      }),
    );
    log.info({ port }, 'saving');
    await aborted(life.stopping);
  });
}
