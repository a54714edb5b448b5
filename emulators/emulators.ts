/**
 * The emulators of a process: those that the environment names, or else its own, which end with it. Each own emulator is
 * watched over by a guard (`guard.ts`) and recorded (`runs.ts`).
 */
import { ExitCode, ExplainedError } from '../functions/common/process/exit-codes.ts';
import type { Log } from '../functions/common/process/log.ts';
import { askEmulator } from './answering.ts';
import { emulatorNames, findWay } from './find.ts';
import { type OwnOptions, startOwn } from './own-emulators.ts';
import { endLeftovers, stateFolder } from './pipeline/runs.ts';
import { type System, thisSystem } from './system.ts';
import type { EmulatorName } from './ways.ts';

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

export interface EmulatorOptions extends OwnOptions {
  readonly log: Log;
  /** The machine to look for emulators on; this one by default. */
  readonly system?: System;
  /** Where runs are recorded; by default `stateFolder()`. */
  readonly state?: string;
}

const emulators: readonly EmulatorName[] = ['pubsub', 'firestore'];

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
  if (sources.length > 0)
    log.info(
      `using the emulators that the environment gives (${sources.join(', ')}): whatever else uses them takes part`,
    );
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
