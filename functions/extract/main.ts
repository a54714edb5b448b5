/** The process of stage extract: configuration, parts, signal, teardown. */
import { checkCredentials } from '../common/credentials.ts';
import { serveHealth } from '../common/health.ts';
import { aborted, runService } from '../common/lifecycle.ts';
import { createMetrics } from '../common/metrics.ts';
import { openPubSub } from '../common/pubsub.ts';
import { topology } from '../common/topology.ts';
import { extractSettings } from './config.ts';
import { openExtractDaemon } from './daemon.ts';
import { openPool } from './pool/pool.ts';

/** Runs the extract daemon until a signal; configured by `extractSettings`. */
export function main(): Promise<never> {
  return runService('extract', extractSettings, async (config, log, { parts, stopping }) => {
    await checkCredentials(config, [config.PUBSUB_EMULATOR_HOST]);
    const metrics = createMetrics('extract');
    const pubsub = parts.use(openPubSub(config));
    const pool = parts.use(
      openPool({
        size: config.POOL_SIZE,
        extractor: config.ENTITY_EXTRACTOR,
        timeoutMs: config.EXTRACT_TIMEOUT_MS,
        memoryMb: config.EXTRACT_MEMORY_MB,
        log,
      }),
    );
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
      openExtractDaemon({
        pubsub,
        topology: topology(config.NAME_PREFIX),
        pool,
        metrics,
        log,
        project: config.GOOGLE_CLOUD_PROJECT,
        publishTimeoutMs: config.PUBLISH_TIMEOUT_MS,
        drainTimeoutMs: config.DRAIN_TIMEOUT_MS,
        pullApi: config.PULL_API,
        silenceMs: config.STREAM_SILENCE_MS,
        leaseSeconds: config.LEASE_SECONDS,
      }),
    );
    problems = daemon.problems;
    log.info({ port: health.port, poolSize: pool.size, extractor: config.ENTITY_EXTRACTOR }, 'extracting');
    await aborted(stopping);
  });
}
