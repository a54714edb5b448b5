/**
 * The health of a machine, in one place for the one health check that a group of machines can have: `/healthz` says whether the daemons
 * say that they are well. Only this is to be reached from outside the machine; what the daemons serve stays on it.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { Gauge, Registry } from 'prom-client';
import { causeOf } from '../../functions/common/domain/error-message.ts';
import { serveHealth } from '../../functions/common/process/health.ts';
import { runService } from '../../functions/common/process/lifecycle.ts';
import { machineHealthSettings } from './settings.ts';

const INTERVAL_MS = 5_000;
const TIMEOUT_MS = 3_000;

async function problemsOf(daemonPort: number): Promise<readonly string[]> {
  try {
    const response = await fetch(`http://127.0.0.1:${daemonPort}/healthz`, {
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    if (response.ok) return [];
    const { problems } = (await response.json()) as { readonly problems: readonly string[] };
    return problems;
  } catch (error) {
    return [`does not answer: ${causeOf(error)}`];
  }
}

await runService('health', machineHealthSettings, async (config, log, { parts, stopping }) => {
  const daemons = config.DAEMONS.split(',').map((daemon) => daemon.split('=')) as [string, string][];
  const problems = new Map<string, readonly string[]>(daemons.map(([name]) => [name, ['starting']]));
  const registry = new Registry();
  const well = new Gauge({
    name: 'pipeline_daemon_well',
    help: '1 when the daemon says that it is well, else 0.',
    labelNames: ['daemon'],
    registers: [registry],
  });
  parts.use(
    await serveHealth({
      port: config.PORT,
      host: config.HOST,
      variable: 'PORT',
      registry,
      check: () => [...problems].flatMap(([name, list]) => list.map((problem) => `${name}: ${problem}`)),
    }),
  );
  while (!stopping.aborted) {
    for (const [name, daemonPort] of daemons) {
      const found = await problemsOf(Number(daemonPort));
      if (found.join() !== problems.get(name)?.join()) log.info({ daemon: name, problems: found }, 'health');
      problems.set(name, found);
      well.set({ daemon: name }, found.length === 0 ? 1 : 0);
    }
    await sleep(INTERVAL_MS, undefined, { signal: stopping }).catch(() => undefined);
  }
});
