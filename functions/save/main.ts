/** The process of stage save: configuration, parts, signal, teardown. */

import { checkCredentials } from '../common/credentials.ts';
import { openFirestore } from '../common/firestore.ts';
import { serveHealth } from '../common/health.ts';
import { aborted, runService } from '../common/lifecycle.ts';
import { createMetrics } from '../common/metrics.ts';
import { openPubSub } from '../common/pubsub.ts';
import { topology } from '../common/topology.ts';
import { saveSettings } from './config.ts';
import { openSaveDaemon } from './daemon.ts';

/** Runs the save daemon until a signal; configured by `saveSettings`. */
export function main(): Promise<never> {
  return runService('save', saveSettings, async (config, log, { parts, stopping }) => {
    await checkCredentials(config, [config.PUBSUB_EMULATOR_HOST, config.FIRESTORE_EMULATOR_HOST]);
    const metrics = createMetrics('save');
    const pubsub = parts.use(openPubSub(config));
    const firestore = parts.use(openFirestore(config));
    let problems: () => readonly string[] = () => ['starting'];
    const health = parts.use(
      await serveHealth({
        port: config.PORT,
        host: config.HOST,
        variable: 'PORT',
        registry: metrics.registry,
        check: () => problems(),
      }),
    );
    const daemon = parts.use(
      openSaveDaemon({
        pubsub,
        firestore,
        topology: topology(config.NAME_PREFIX),
        metrics,
        log,
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
        publishTimeoutMs: config.PUBLISH_TIMEOUT_MS,
        drainTimeoutMs: config.DRAIN_TIMEOUT_MS,
        pullApi: config.PULL_API,
        silenceMs: config.STREAM_SILENCE_MS,
        leaseSeconds: config.LEASE_SECONDS,
      }),
    );
    problems = daemon.problems;
    log.info({ port: health.port }, 'saving');
    await aborted(stopping);
  });
}
