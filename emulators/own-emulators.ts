/** Starts emulators of our own, and waits until they, and no other process on their ports, answer. */
import { setTimeout as sleep } from 'node:timers/promises';
import { ExitCode, ExplainedError } from '../functions/common/process/exit-codes.ts';
import { portTaken } from '../functions/common/process/ports.ts';
import type { Environment } from '../functions/common/process/settings.ts';
import { askEmulator } from './answering.ts';
import { emulatorNames } from './find.ts';
import { freePort } from './free-ports.ts';
import { type Guarded, startGuarded } from './guarded.ts';
import { openRun } from './pipeline/runs.ts';
import { explainFailure, lostItsPort } from './start-failures.ts';
import type { EmulatorName, Launch, Ports } from './ways.ts';

const POLL_MS = 50;
/** A free port is rarely lost to another process. Three losses in a row have another cause. */
const ATTEMPTS = 3;

export interface OwnOptions {
  readonly environment: Environment;
  readonly projectId: string;
  /** 1 to 65,535; 0 takes a free port. */
  readonly pubsubPort: number;
  /** 1 to 65,535; 0 takes a free port. */
  readonly firestorePort: number;
  /** Aborted when they are no longer wanted; only the start heeds it. */
  readonly signal?: AbortSignal;
}

/** Emulators that this process started. */
export interface OwnEmulators extends AsyncDisposable {
  readonly ports: Ports;
  readonly failed: Promise<ExplainedError>;
}

/**
 * Starts emulators and resolves when they answer.
 * @param launches the processes to start for the ports chosen
 * @param state the folder where runs are recorded
 * @throws ExplainedError with exit code 69: a port is taken, or an emulator does not come up
 */
export async function startOwn(
  launches: (ports: Ports, projectId: string) => readonly Launch[],
  wanted: readonly EmulatorName[],
  options: OwnOptions,
  state: string,
): Promise<OwnEmulators> {
  const asked: Ports = { pubsub: options.pubsubPort, firestore: options.firestorePort };
  const anyPort = wanted.every((name) => asked[name] === 0);
  for (let attempt = 1; ; attempt++) {
    const choose = async (name: EmulatorName): Promise<number> =>
      wanted.includes(name) ? freePort(asked[name], emulatorNames[name].portVariable) : 0;
    const ports: Ports = { pubsub: await choose('pubsub'), firestore: await choose('firestore') };
    try {
      return await startOnce(launches(ports, options.projectId), ports, options, state);
    } catch (error) {
      if (!(error instanceof PortLost)) throw error;
      if (!anyPort || attempt === ATTEMPTS)
        throw await portTaken(ports[error.emulator], emulatorNames[error.emulator].portVariable);
    }
  }
}

async function startOnce(
  launches: readonly Launch[],
  ports: Ports,
  options: OwnOptions,
  state: string,
): Promise<OwnEmulators> {
  await using parts = new AsyncDisposableStack();
  const run = parts.use(await openRun(state));
  const starts = await Promise.allSettled(
    launches.map((launch) => startGuarded(launch, run.folder, options.environment)),
  );
  const started = starts
    .filter((start) => start.status === 'fulfilled')
    .map((start) => parts.use(start.value));
  for (const start of starts) if (start.status === 'rejected') throw start.reason;
  await run.record(started);
  // When one does not come up, the wait for the other is over as well.
  const over = new AbortController();
  parts.defer(async () => over.abort());
  const signal = AbortSignal.any([over.signal, ...(options.signal ? [options.signal] : [])]);
  await Promise.all(
    started.map((guarded) => waitUntilReady(guarded, ports, { projectId: options.projectId, signal })),
  );
  const failed = Promise.race(
    started.map(async (guarded) => {
      const how = await guarded.ended;
      return explainFailure(titleOf(guarded.launch), how, await guarded.output());
    }),
  );
  const kept = parts.move();
  return { ports, failed, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}

interface Readiness {
  readonly projectId: string;
  /** Aborted when nobody waits any more. */
  readonly signal: AbortSignal;
}

async function waitUntilReady(guarded: Guarded, ports: Ports, options: Readiness): Promise<void> {
  const { launch } = guarded;
  const title = titleOf(launch);
  let ending: string | undefined;
  void guarded.ended.then((how) => {
    ending = how;
  });
  const giveUpAt = performance.now() + launch.startTimeoutMs;
  let problem = 'it has not reported that it listens';
  for (;;) {
    if (options.signal.aborted)
      throw new ExplainedError('Stopped while the emulators were starting.', ExitCode.interrupted);
    // The output is read only after the end was seen, so that it is complete.
    const how = ending;
    const output = await guarded.output();
    if (lostItsPort(output)) throw new PortLost(lostEmulator(launch, output, ports));
    if (how !== undefined) throw explainFailure(title, how, output);
    if (launch.ready.test(output)) {
      const problems = await Promise.all(
        launch.serves.map((name) => askEmulator(name, `127.0.0.1:${ports[name]}`, options.projectId)),
      );
      const first = problems.find((one) => one !== undefined);
      if (first === undefined) return;
      problem = first;
    }
    if (performance.now() > giveUpAt)
      throw explainFailure(
        title,
        `did not start within ${launch.startTimeoutMs / 1000} s: ${problem}`,
        output,
      );
    await sleep(POLL_MS);
  }
}

/** Another process took the port before the emulator did. */
class PortLost extends Error {
  readonly emulator: EmulatorName;

  constructor(emulator: EmulatorName) {
    super(`the port of the ${emulator} emulator is taken`);
    this.emulator = emulator;
  }
}

function lostEmulator(launch: Launch, output: string, ports: Ports): EmulatorName {
  const named = launch.serves.find((name) => output.includes(String(ports[name])));
  return named ?? launch.serves[0] ?? 'pubsub';
}

function titleOf(launch: Launch): string {
  return launch.serves.map((name) => emulatorNames[name].title).join(' and ');
}
