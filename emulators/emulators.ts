/**
 * The emulators of a process: those that the environment names, or else its own, which end with it. Its own
 * are the local engine, or Google's emulators. Each of Google's has a guard (`guard.ts`) and a record
 * (`runs.ts`).
 */
import { ExitCode, ExplainedError } from '../functions/common/process/exit-codes.ts';
import type { Log } from '../functions/common/process/log.ts';
import { askEmulator } from './answering.ts';
import { emulatorNames, findWay, searchWays } from './find.ts';
import { startLocalEngine } from './local-engine.ts';
import { type OwnOptions, startOwn } from './own-emulators.ts';
import { endLeftovers } from './pipeline/runs.ts';
import { stateFolder } from './state-folder.ts';
import { type System, thisSystem } from './system.ts';
import { watchHost } from './watch-host.ts';
import type { EmulatorName, Way } from './ways.ts';

/** The implementation of Pub/Sub and Firestore: Google's emulators, or the engine of this project. */
export type EngineName = 'google' | 'local';

export const engineNames: readonly EngineName[] = ['google', 'local'];

export interface Emulators extends AsyncDisposable {
  /** host:port. */
  readonly pubsubHost: string;
  /** host:port. */
  readonly firestoreHost: string;
  /** For people: where the emulators come from. */
  readonly source: string;
  /**
   * Pub/Sub is the local engine of this process; one that the environment names counts as Google's, which can
   * do less.
   */
  readonly isLocal: boolean;
  /** Resolves, with an error for people, when an emulator of our own ends unexpectedly. */
  readonly failed: Promise<ExplainedError>;
}

export interface EmulatorOptions extends OwnOptions {
  /**
   * Undefined takes hosts that the environment gives, Google's emulators where they are found, else the local
   * engine.
   */
  readonly engine?: EngineName | undefined;
  /** The folder where the local engine keeps everything; without it, memory only. */
  readonly keep?: string | undefined;
  readonly log: Log;
  /** The machine to look for emulators on; this one by default. */
  readonly system?: System;
  /** Where runs are recorded; by default `stateFolder()`. */
  readonly state?: string;
}

const emulators: readonly EmulatorName[] = ['pubsub', 'firestore'];

/**
 * Starts or uses the implementation that `engine` names, and resolves when it answers. Logs which and why.
 * @throws ExplainedError with exit code 69: a given one does not answer, nothing to start them with, a port
 *   is taken, one does not come up
 */
export async function startEmulators(options: EmulatorOptions): Promise<Emulators> {
  const { environment, engine, log } = options;
  const hostOf = (name: EmulatorName): string =>
    (engine === undefined && environment[emulatorNames[name].hostVariable]) || '';
  const given = { pubsub: hostOf('pubsub'), firestore: hostOf('firestore') };
  const wanted = emulators.filter((name) => given[name] === '');
  await Promise.all(
    emulators.filter((name) => given[name] !== '').map((name) => checkGiven(name, given[name], options)),
  );
  const sources = emulators
    .filter((name) => given[name] !== '')
    .map((name) => `${emulatorNames[name].hostVariable}=${given[name]}`);
  if (sources.length > 0)
    log.info(
      `using the emulators that the environment names (${sources.join(', ')}); their data is shared with all other users of them`,
    );
  await using parts = new AsyncDisposableStack();
  for (const name of emulators) if (given[name] !== '') parts.use(watchHost(name, given[name], log));
  if (wanted.length === 0) {
    if (options.keep !== undefined) throw keepsNothing();
    const watches = parts.move();
    return {
      pubsubHost: given.pubsub,
      firestoreHost: given.firestore,
      source: sources.join(', '),
      isLocal: false,
      failed: new Promise(() => undefined),
      [Symbol.asyncDispose]: () => watches.disposeAsync(),
    };
  }
  const started = parts.use(await startWanted(wanted, options));
  const kept = parts.move();
  return {
    pubsubHost: given.pubsub || `127.0.0.1:${started.ports.pubsub}`,
    firestoreHost: given.firestore || `127.0.0.1:${started.ports.firestore}`,
    source: [...sources, started.source].join(', '),
    isLocal: started.isLocal && given.pubsub === '',
    failed: started.failed,
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

interface Started extends Pick<Emulators, 'source' | 'isLocal' | 'failed'>, AsyncDisposable {
  readonly ports: Readonly<Record<EmulatorName, number>>;
}

async function startWanted(wanted: readonly EmulatorName[], options: EmulatorOptions): Promise<Started> {
  const { engine, environment, log } = options;
  const system = options.system ?? thisSystem;
  if (engine === 'local') return startLocal('because of --engine', wanted, options);
  if (engine === 'google') return startGoogle(await findWay(wanted, environment, system), wanted, options);
  if (options.keep !== undefined)
    return startLocal("because of --keep: Google's emulators keep nothing", wanted, options);
  const found = await searchWays(wanted, environment, system);
  if ('way' in found) return startGoogle(found.way, wanted, options);
  log.debug({ failures: found.failures }, "nothing on this machine runs Google's emulators");
  return startLocal("because Google's emulators are not on this machine", wanted, options);
}

async function startGoogle(
  way: Way,
  wanted: readonly EmulatorName[],
  options: EmulatorOptions,
): Promise<Started> {
  if (options.keep !== undefined) throw keepsNothing();
  const state = options.state ?? stateFolder();
  await endLeftovers(state, options.log);
  const why = options.engine === undefined ? 'because they are on this machine' : 'because of --engine';
  options.log.info(`${titleOf(wanted)}: Google's emulators (${way.source}), ${why}`);
  const own = await startOwn(way.launches, wanted, options, state);
  return {
    ports: own.ports,
    source: way.source,
    isLocal: false,
    failed: own.failed,
    [Symbol.asyncDispose]: () => own[Symbol.asyncDispose](),
  };
}

async function startLocal(
  why: string,
  wanted: readonly EmulatorName[],
  options: EmulatorOptions,
): Promise<Started> {
  const where = options.keep === undefined ? 'in memory' : `kept in ${options.keep}`;
  options.log.info(`${titleOf(wanted)}: the local engine, ${where}, ${why}`);
  const engine = await startLocalEngine({
    ...options,
    // An emulator that the environment names is not started here, so its port may be in use.
    pubsubPort: wanted.includes('pubsub') ? options.pubsubPort : 0,
    firestorePort: wanted.includes('firestore') ? options.firestorePort : 0,
  });
  return {
    ports: { pubsub: engine.pubsubPort, firestore: engine.firestorePort },
    source: `local engine, ${where}`,
    isLocal: true,
    failed: new Promise(() => undefined),
    [Symbol.asyncDispose]: () => engine[Symbol.asyncDispose](),
  };
}

function titleOf(wanted: readonly EmulatorName[]): string {
  return wanted.map((name) => emulatorNames[name].title).join(' and ');
}

function keepsNothing(): ExplainedError {
  return new ExplainedError(
    "--keep is for the local engine: Google's emulators keep nothing when they end. Leave it out, or use `--engine local`.",
    ExitCode.usage,
  );
}

async function checkGiven(name: EmulatorName, host: string, { projectId }: EmulatorOptions): Promise<void> {
  const problem = await askEmulator(name, host, projectId);
  if (problem === undefined) return;
  const { title, hostVariable } = emulatorNames[name];
  throw new ExplainedError(
    `${hostVariable} is ${host}, but no ${title} emulator answers there: ${problem}. ` +
      `Start it there, or unset ${hostVariable}; then one is started here.`,
    ExitCode.unavailable,
  );
}
