/**
 * Measurements of the parts, and of the machine of 16 hardware threads that the model must reproduce.
 *
 * All figures of commit 6f4ad57 are from a Xeon with 16 vCPU (8 cores). Google's emulators ran on the same
 * machine, on real articles of 3.5 kB. A range covers two or more runs.
 */
import { capacityOf, type MachineSetup, type PartsWork, type Processors } from './machine-model.ts';

/**
 * Intel states up to 30 % for the second thread of a core. The measurements agree: 8 processes did as much as
 * 15.
 */
export const XEON: Processors = { hardwareThreads: 16, cores: 8, pairYield: 0.3 };
/** Whole cores, each assumed as fast as one of the Xeon's. That speed was not measured. */
export const T2D: Processors = { hardwareThreads: 16, cores: 16, pairYield: 0 };

interface Figure {
  readonly what: string;
  readonly setup: MachineSetup;
  /** Posts per second. */
  readonly measured: readonly [number, number];
  /** Whether the parts below were derived from it, so that it proves nothing. */
  readonly isGiven: boolean;
}

const together = (daemons: number): MachineSetup => ({
  poolProcesses: 15,
  extractDaemons: daemons,
  saveDaemons: daemons,
  hasEmulators: true,
});

export const FIGURES: readonly Figure[] = [
  {
    what: 'bare extraction, 15 processes',
    setup: { poolProcesses: 15, extractDaemons: 0, saveDaemons: 0, hasEmulators: false },
    measured: [1_900, 2_400],
    isGiven: true,
  },
  {
    what: 'one extract daemon, full queue',
    setup: { poolProcesses: 15, extractDaemons: 1, saveDaemons: 0, hasEmulators: true },
    measured: [2_204, 2_228],
    isGiven: false,
  },
  {
    what: 'one save daemon, full queue',
    setup: { poolProcesses: 0, extractDaemons: 0, saveDaemons: 1, hasEmulators: true },
    measured: [1_784, 1_872],
    isGiven: true,
  },
  {
    what: 'all together, one daemon each',
    setup: together(1),
    measured: [1_350, 1_540],
    isGiven: false,
  },
  {
    what: 'all together, two daemons each',
    setup: together(2),
    measured: [1_807, 1_807],
    isGiven: false,
  },
];

/** The middle of a range. */
export function middleOf([low, high]: readonly [number, number]): number {
  return (low + high) / 2;
}

/**
 * The parts of 6f4ad57 on that machine.
 *
 * - Extraction: the middle of bare extraction, with all hardware threads busy. 15 processes could use 17 to
 *   18 threads.
 * - The extract daemon beside a full pool: its thread 57 to 64 % busy at 2,216 posts/s, 0.36 ms in all.
 * - The save daemon alone: its thread 92 to 97 % busy at 1,828 posts/s. On two cores the whole process
 *   needed 1.25 times its thread.
 * - The emulators, by their highest rates: a message in and out of a topic at 30,000 and 14,000 a second;
 *   17 writes per post at 40,000 a second.
 */
export function partsOf6f4ad57(processors: Processors): PartsWork {
  const full = capacityOf(processors, processors.hardwareThreads);
  const sharedSpeed = full / processors.hardwareThreads;
  const saverThread = (0.945 / 1_828) * 1_000;
  return {
    extraction: (full / 2_150) * 1_000,
    extract: { thread: (0.605 / 2_216) * 1_000 * sharedSpeed, process: 0.36 * sharedSpeed },
    save: { thread: saverThread, process: 1.25 * saverThread },
    topic: 1_000 / 30_000 + 1_000 / 14_000,
    database: (17 / 40_000) * 1_000,
  };
}

/**
 * The present processor time of the parts, as a share of that commit's. Measured by `npm run bench -- drain
 * --against DIR` and `pipeline --against DIR`, on two cores, 2026-11-27. The highest of several runs: pool
 * 0.32 to 0.48, extract daemon 0.35 to 0.51, save daemon 0.20 to 0.27.
 */
export const RATIOS = { pool: 0.48, extract: 0.51, save: 0.27 } as const;
