/**
 * The emulators of a process: those that the environment names, or else its own, which end with it. Each own emulator is
 * watched over by a guard (`guard.ts`) and recorded (`runs.ts`).
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Environment } from '../functions/common/config.ts';
import { ExitCode, ExplainedError } from '../functions/common/exit-codes.ts';
import type { Log } from '../functions/common/log.ts';
import { portTaken } from '../functions/common/ports.ts';
import { askEmulator } from './answering.ts';
import { emulatorNames, findWay } from './find.ts';
import { freePort } from './free-ports.ts';
import { type Guarded, startGuarded } from './guarded.ts';
import { endLeftovers, openRun, stateFolder } from './runs.ts';
import { explainFailure, lostItsPort } from './start-failures.ts';
import { type System, thisSystem } from './system.ts';
import type { EmulatorName, Launch, Ports } from './ways.ts';

export interface Emulators extends AsyncDisposable {
  /** host:port. */
  readonly pubsubHost: string;
  /** host:port. */
  readonly firestoreHost: string;
  /** For people: where the emulators come from. */
  readonly source: string;
  /** Resolves, with what to tell people, when an emulator of our own ends without being told to. */
  readonly failed: Promise<ExplainedError>;
}

export interface EmulatorOptions {
  readonly environment: Environment;
  readonly projectId: string;
  /** 1 to 65,535; 0 takes a free port. */
  readonly pubsubPort: number;
  /** 1 to 65,535; 0 takes a free port. */
  readonly firestorePort: number;
  readonly log: Log;
  /** The machine to look for emulators on; this one by default. */
  readonly system?: System;
  /** Where runs are recorded; by default `stateFolder()`. */
  readonly state?: string;
}

const emulators: readonly EmulatorName[] = ['pubsub', 'firestore'];
const POLL_MS = 50;
/** A free port is lost to somebody else once in a blue moon; three times in a row is something else. */
const ATTEMPTS = 3;

/**
 * Uses the emulators given by PUBSUB_EMULATOR_HOST and FIRESTORE_EMULATOR_HOST, starts those not given, and resolves when all answer.
 * @throws ExplainedError with exit code 69: a given one does not answer, nothing to start them with, a port is taken, one does not come up
 */
export async function startEmulators(options: EmulatorOptions): Promise<Emulators> {
  const { environment, log } = options;
  const given: Readonly<Record<EmulatorName, string>> = {
    pubsub: environment.PUBSUB_EMULATOR_HOST ?? '',
    firestore: environment.FIRESTORE_EMULATOR_HOST ?? '',
  };
  const wanted = emulators.filter((name) => given[name] === '');
  await Promise.all(
    emulators.filter((name) => given[name] !== '').map((name) => checkGiven(name, given[name], options)),
  );
  const sources = emulators
    .filter((name) => given[name] !== '')
    .map((name) => `${emulatorNames[name].hostVariable}=${given[name]}`);
  if (wanted.length === 0) {
    return {
      pubsubHost: given.pubsub,
      firestoreHost: given.firestore,
      source: sources.join(', '),
      failed: new Promise(() => undefined),
      [Symbol.asyncDispose]: async () => undefined,
    };
  }
  const state = options.state ?? stateFolder();
  await endLeftovers(state, log);
  const way = await findWay(wanted, environment, options.system ?? thisSystem);
  log.debug(`starting emulators: ${way.source}`);
  const own = await startOwn(way.launches, wanted, options, state);
  const hostOf = (name: EmulatorName): string => given[name] || `127.0.0.1:${own.ports[name]}`;
  return {
    pubsubHost: hostOf('pubsub'),
    firestoreHost: hostOf('firestore'),
    source: [...sources, way.source].join(', '),
    failed: own.failed,
    [Symbol.asyncDispose]: () => own[Symbol.asyncDispose](),
  };
}

async function checkGiven(name: EmulatorName, host: string, { projectId }: EmulatorOptions): Promise<void> {
  const problem = await askEmulator(name, host, projectId);
  if (problem === undefined) return;
  const { title, hostVariable } = emulatorNames[name];
  throw new ExplainedError(
    `${hostVariable} is ${host}, but no ${title} emulator answers there: ${problem}. ` +
      `Start it, or unset ${hostVariable} to have one started.`,
    ExitCode.unavailable,
  );
}

interface Own extends AsyncDisposable {
  readonly ports: Ports;
  readonly failed: Promise<ExplainedError>;
}

async function startOwn(
  launches: (ports: Ports, projectId: string) => readonly Launch[],
  wanted: readonly EmulatorName[],
  options: EmulatorOptions,
  state: string,
): Promise<Own> {
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
  options: EmulatorOptions,
  state: string,
): Promise<Own> {
  await using parts = new AsyncDisposableStack();
  const run = parts.use(await openRun(state));
  const started = await Promise.all(
    launches.map(async (launch) => {
      const guarded = await startGuarded(launch, run.folder, options.environment);
      return parts.use(guarded);
    }),
  );
  await run.record(started);
  await Promise.all(started.map((guarded) => waitUntilReady(guarded, ports, options.projectId)));
  const failed = Promise.race(
    started.map(async (guarded) => {
      const how = await guarded.ended;
      return explainFailure(titleOf(guarded.launch), how, await guarded.output());
    }),
  );
  const kept = parts.move();
  return { ports, failed, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}

async function waitUntilReady(guarded: Guarded, ports: Ports, projectId: string): Promise<void> {
  const { launch } = guarded;
  const title = titleOf(launch);
  let ending: string | undefined;
  void guarded.ended.then((how) => {
    ending = how;
  });
  const giveUpAt = performance.now() + launch.startTimeoutMs;
  let problem = 'it does not say that it listens';
  for (;;) {
    // What it printed is read after its ending was seen, so that it is complete.
    const how = ending;
    const output = await guarded.output();
    if (lostItsPort(output)) throw new PortLost(lostEmulator(launch, output, ports));
    if (how !== undefined) throw explainFailure(title, how, output);
    if (launch.ready.test(output)) {
      const problems = await Promise.all(
        launch.serves.map((name) => askEmulator(name, `127.0.0.1:${ports[name]}`, projectId)),
      );
      const first = problems.find((one) => one !== undefined);
      if (first === undefined) return;
      problem = first;
    }
    if (performance.now() > giveUpAt)
      throw explainFailure(title, `did not come up in ${launch.startTimeoutMs / 1000} s: ${problem}`, output);
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
