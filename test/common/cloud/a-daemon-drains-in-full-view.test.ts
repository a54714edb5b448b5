import { expect, test } from 'vitest';
import { finishingTime, startDaemon } from '../../../functions/common/cloud/daemon.ts';
import { openPubSub } from '../../../functions/common/cloud/pubsub.ts';
import { createLog } from '../../../functions/common/process/log.ts';
import { createMetrics } from '../../../functions/common/process/metrics.ts';
import {
  commonSettings,
  daemonSettings,
  port,
  readConfig,
} from '../../../functions/common/process/settings.ts';
import { systemRuntime } from '../../../functions/common/process/system-runtime.ts';

test('a daemon drains with its health server and clients open, then closes clients and health server in this order', async () => {
  const config = readConfig(
    { ...commonSettings, ...daemonSettings, PORT: port(0) },
    { GOOGLE_CLOUD_PROJECT: 'demo-project', LOG_LEVEL: 'silent', DRAIN_TIMEOUT_MS: '1234', NAME_PREFIX: 'x' },
  );
  const events: string[] = [];
  const health = async (): Promise<number | string> => {
    const answer = await fetch(`http://127.0.0.1:${started.port}/healthz`).catch(() => undefined);
    return answer?.status ?? 'closed';
  };
  const parts = new AsyncDisposableStack();
  parts.defer(async () => {
    events.push(`clients closed, health ${await health()}`);
  });
  const problems: string[] = [];
  const clients = {
    pubsub: await openPubSub(
      { GOOGLE_CLOUD_PROJECT: 'demo-project' },
      { pullApi: 'unary', clock: systemRuntime.clock },
    ),
    metrics: createMetrics('extract'),
    log: createLog('extract', config),
  };
  const started = await startDaemon(
    { parts, stopping: new AbortController().signal, runtime: systemRuntime },
    config,
    clients,
    (shared) => {
      expect(shared).toMatchObject({ ...clients, finishingMs: 617, publishTimeoutMs: 60_000 });
      expect(shared.topology.subscriptions.save.name).toMatch(/^x-/);
      return {
        problems: () => problems,
        async [Symbol.asyncDispose]() {
          events.push(`drained, health ${await health()}`);
        },
      };
    },
  );
  expect(await health()).toBe(200);
  problems.push('subscription x cannot be read');
  expect(await health()).toBe(503);
  expect(events).toEqual([]);
  await parts.disposeAsync();
  expect(events).toEqual(['drained, health 503', 'clients closed, health closed']);
});

test.each([
  [30_000, 25_000],
  [10_000, 5_000],
  [4_000, 2_000],
  [0, 0],
])('of %i ms to drain, %i are for the messages in flight', (all, finishing) => {
  expect(finishingTime(all)).toBe(finishing);
});
