/** The whole pipeline on this machine: emulators, topology, and every stage. */
import type { Firestore } from '@google-cloud/firestore';
import type { PubSub } from '@google-cloud/pubsub';
import { topology } from '../../functions/common/domain/topology.ts';
import type { ExplainedError } from '../../functions/common/process/exit-codes.ts';
import type { Log } from '../../functions/common/process/log.ts';
import type { Environment } from '../../functions/common/process/settings.ts';
import { openEmulatorClients } from '../clients.ts';
import { createTopology } from '../create-topology.ts';
import { type EngineName, startEmulators } from '../emulators.ts';
import { freePorts } from '../free-ports.ts';
import { startStage } from './stages.ts';

/** Ports by the variables that set them; 0 takes a free one. */
export interface PipelinePorts {
  readonly PUBSUB_EMULATOR_PORT: number;
  readonly FIRESTORE_EMULATOR_PORT: number;
  readonly SHOW_PORT: number;
  readonly SUBMIT_PORT: number;
  readonly EXTRACT_PORT: number;
  readonly SAVE_PORT: number;
}

type LocalStage = 'submit' | 'extract' | 'save' | 'show';

/** In the order of the data. */
const stageNames: readonly LocalStage[] = ['submit', 'extract', 'save', 'show'];

/** The path and status that show that a stage is ready. For show it is no page, so that none is built. */
const readiness: Readonly<Record<LocalStage, { readonly path: string; readonly status: number }>> = {
  submit: { path: '/', status: 404 },
  extract: { path: '/healthz', status: 200 },
  save: { path: '/healthz', status: 200 },
  show: { path: '/api', status: 404 },
};

export interface Pipeline extends AsyncDisposable {
  readonly pubsub: PubSub;
  readonly firestore: Firestore;
  readonly submitUrl: string;
  readonly showUrl: string;
  /** The environment variables with which another process reaches the same emulators. */
  readonly environment: Readonly<Record<string, string>>;
  /** Resolves, with what to tell people, when a part ends for good. */
  readonly failed: Promise<ExplainedError>;
}

/**
 * Starts the pipeline and resolves when every part is ready. Disposing of it drains the stages in the order
 * of the data, then ends the emulators.
 * @throws ExplainedError that names a taken port, a missing emulator or a stage that does not start
 */
export async function startPipeline(options: {
  readonly engine?: EngineName;
  /** The folder where the local engine keeps everything. */
  readonly keep?: string;
  readonly environment: Environment;
  readonly projectId: string;
  readonly namePrefix: string;
  readonly ports: PipelinePorts;
  readonly log: Log;
  readonly signal: AbortSignal;
}): Promise<Pipeline> {
  const { environment, projectId, ports, log } = options;
  await using parts = new AsyncDisposableStack();
  // Ports in use should be reported before anything has been started, and all of them at once.
  const { SHOW_PORT, SUBMIT_PORT, EXTRACT_PORT, SAVE_PORT } = ports;
  const portOf = await freePorts({ SHOW_PORT, SUBMIT_PORT, EXTRACT_PORT, SAVE_PORT });
  const stagePorts = {
    show: portOf('SHOW_PORT'),
    submit: portOf('SUBMIT_PORT'),
    extract: portOf('EXTRACT_PORT'),
    save: portOf('SAVE_PORT'),
  };
  const emulators = parts.use(
    await startEmulators({
      engine: options.engine,
      keep: options.keep,
      environment,
      projectId,
      pubsubPort: ports.PUBSUB_EMULATOR_PORT,
      firestorePort: ports.FIRESTORE_EMULATOR_PORT,
      log,
      signal: options.signal,
    }),
  );
  log.debug(`emulators: ${emulators.source}`);
  const lost = new AbortController();
  void emulators.failed.then(() => lost.abort());
  const clients = parts.use(openEmulatorClients({ projectId, ...emulators }));
  await createTopology(clients.pubsub, topology(options.namePrefix), emulators.isLocal);

  const submitUrl = `http://127.0.0.1:${stagePorts.submit}`;
  const start = (names: readonly LocalStage[]) =>
    startStage({
      names,
      env: {
        LOG_LEVEL: 'warn',
        // The overview is updated often, because reads cost no money here. They cost processor time: a
        // roll-up every 2 s took a tenth of that of the stages.
        ROLLUP_INTERVAL_MS: '5000',
        // Commits are cheap in the local engine. Google's emulator keeps every version in memory.
        ...(emulators.isLocal && { SAVE_MAX_DELAY_MS: '500' }),
        ...environment,
        ...clients.environment,
        SHOW_SUBMIT_URL: submitUrl,
        // A stage with a process of its own reads PORT; stages that share one read a variable each.
        PORT: String(stagePorts[names[0] ?? 'submit']),
        ...Object.fromEntries(names.map((name) => [`${name.toUpperCase()}_PORT`, String(stagePorts[name])])),
      },
      ready: names.map((name) => ({
        url: `http://127.0.0.1:${stagePorts[name]}${readiness[name].path}`,
        status: readiness[name].status,
      })),
      log,
      signal: options.signal,
      lost: lost.signal,
    });
  const groups = emulators.isLocal ? [stageNames] : stageNames.map((name) => [name]);
  // Pushed against the flow of the data, because disposal is in reverse: submit first, show last.
  const started = await Promise.allSettled(groups.toReversed().map(start));
  const stages = started.flatMap((one) => (one.status === 'fulfilled' ? [parts.use(one.value)] : []));
  for (const one of started) if (one.status === 'rejected') throw one.reason;

  const kept = parts.move();
  return {
    pubsub: clients.pubsub,
    firestore: clients.firestore,
    submitUrl,
    showUrl: `http://127.0.0.1:${stagePorts.show}`,
    environment: clients.environment,
    failed: Promise.race([emulators.failed, ...stages.map(({ failed }) => failed)]),
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}
