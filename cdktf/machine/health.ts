/**
 * Serves the health of a machine. `/healthz` tells people and alerts whether the daemons are healthy.
 * `/livez` tells the group that replaces machines whether this one is worth keeping. Only this server is
 * reachable from outside the machine; the daemons' own ports are not.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { Gauge, Registry } from 'prom-client';
import { z } from 'zod';
import { causeOf, failureInWords } from '../../functions/common/domain/error-message.ts';
import { serveHealth } from '../../functions/common/process/health.ts';
import { runService } from '../../functions/common/process/lifecycle.ts';
import { type Answer, createLiveness } from './liveness.ts';
import { machineHealthSettings } from './settings.ts';

const Problems = z.object({ problems: z.array(z.string()) });

const INTERVAL_MS = 5_000;
const TIMEOUT_MS = 3_000;

interface Found {
  readonly problems: readonly string[];
  readonly answer: Answer;
}

async function ask(daemonPort: number): Promise<Found> {
  try {
    const response = await fetch(`http://127.0.0.1:${daemonPort}/healthz`, {
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const problems = response.ok ? [] : Problems.parse(await response.json()).problems;
    return { problems, answer: 'answered' };
  } catch (error) {
    const isSilent = error instanceof Error && error.name === 'TimeoutError';
    return {
      problems: [`does not answer: ${failureInWords(causeOf(error))}`],
      answer: isSilent ? 'silent' : 'refused',
    };
  }
}

await runService('health', machineHealthSettings, async (config, log, { parts, stopping }) => {
  const daemons = config.DAEMONS.split(',').map((daemon) => daemon.split('=')) as [string, string][];
  const problems = new Map<string, readonly string[]>(daemons.map(([name]) => [name, ['starting']]));
  const liveness = createLiveness(() => performance.now());
  const registry = new Registry();
  const well = new Gauge({
    name: 'pipeline_daemon_well',
    help: '1 when the daemon reports that it is healthy, else 0.',
    labelNames: ['daemon'],
    registers: [registry],
  });
  parts.use(
    await serveHealth({
      port: config.PORT,
      host: config.HOST,
      variable: 'PORT',
      registry,
      liveness: liveness.problems,
      check: () => [...problems].flatMap(([name, list]) => list.map((problem) => `${name}: ${problem}`)),
    }),
  );
  while (!stopping.aborted) {
    for (const [name, daemonPort] of daemons) {
      const { problems: found, answer } = await ask(Number(daemonPort));
      liveness.note(name, answer);
      if (found.join() !== problems.get(name)?.join()) log.info({ daemon: name, problems: found }, 'health');
      problems.set(name, found);
      well.set({ daemon: name }, found.length === 0 ? 1 : 0);
    }
    await sleep(INTERVAL_MS, undefined, { signal: stopping }).catch(() => undefined);
  }
});
