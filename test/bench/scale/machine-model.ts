/**
 * Predicts the posts per second of a machine with many cores from the measured work of each part of the
 * pipeline.
 *
 * A core runs one hardware thread or two. Two do `1 + pairYield` times the work of one, whatever the work is;
 * the system uses all cores before it pairs threads. The processors limit all parts together. Each daemon is
 * also limited by its single thread of JavaScript. The model has no other limits: neither memory, nor locks,
 * nor the network.
 */

export interface Processors {
  readonly hardwareThreads: number;
  readonly cores: number;
  /** The additional work of a core's second hardware thread, as a share of the first. */
  readonly pairYield: number;
}

/** The work per post, in milliseconds of an otherwise idle core. */
export interface DaemonWork {
  readonly thread: number;
  readonly process: number;
}

export interface PartsWork {
  /** All threads of a pool process. */
  readonly extraction: number;
  readonly extract: DaemonWork;
  readonly save: DaemonWork;
  /** A topic, in and out, if it runs on the machine. */
  readonly topic: number;
  /** The database, if it runs on the machine. */
  readonly database: number;
}

/** The processes on the machine. All their queues are full. */
export interface MachineSetup {
  readonly poolProcesses: number;
  readonly extractDaemons: number;
  readonly saveDaemons: number;
  /** Whether the emulators run on the machine too. */
  readonly hasEmulators: boolean;
}

export type Limit = 'processors' | 'extract daemon' | 'save daemon';

export interface Predicted {
  readonly postsPerSecond: number;
  readonly limit: Limit;
}

/** The work of this number of busy threads together, in cores. */
export function capacityOf({ hardwareThreads, cores, pairYield }: Processors, busy: number): number {
  const running = Math.min(busy, hardwareThreads);
  return Math.min(running, cores) + pairYield * Math.max(0, running - cores);
}

/**
 * The rate at which the first limit is reached.
 *
 * With a pool, all hardware threads are busy while posts wait, so the thread of a daemon shares its core.
 * Without one, a daemon has a core for itself.
 */
export function predict(processors: Processors, work: PartsWork, setup: MachineSetup): Predicted {
  const { poolProcesses, extractDaemons, saveDaemons, hasEmulators } = setup;
  const extracts = poolProcesses > 0;
  const saves = saveDaemons > 0;
  const topics = (extractDaemons > 0 ? 1 : 0) + (saves ? 1 : 0);
  const together =
    (extracts ? work.extraction : 0) +
    (extractDaemons > 0 ? work.extract.process : 0) +
    (saves ? work.save.process : 0) +
    (hasEmulators ? topics * work.topic + (saves ? work.database : 0) : 0);
  const all = processors.hardwareThreads;
  const threadSpeed = extracts ? capacityOf(processors, all) / all : 1;
  const limits: readonly (readonly [Limit, number])[] = [
    ['processors', capacityOf(processors, all) / together],
    ['extract daemon', extractDaemons > 0 ? (extractDaemons * threadSpeed) / work.extract.thread : Infinity],
    ['save daemon', saves ? (saveDaemons * threadSpeed) / work.save.thread : Infinity],
  ];
  const [limit, postsPerMs] = limits.reduce((least, one) => (one[1] < least[1] ? one : least));
  return { postsPerSecond: postsPerMs * 1_000, limit };
}

/** The work of the parts after each became cheaper by its ratio. Emulators cost the same. */
export function scaled(
  work: PartsWork,
  ratios: { readonly pool: number; readonly extract: number; readonly save: number },
): PartsWork {
  const times = ({ thread, process }: DaemonWork, ratio: number): DaemonWork => ({
    thread: thread * ratio,
    process: process * ratio,
  });
  return {
    ...work,
    extraction: work.extraction * ratios.pool,
    extract: times(work.extract, ratios.extract),
    save: times(work.save, ratios.save),
  };
}
