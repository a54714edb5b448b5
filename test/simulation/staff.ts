/** The daemons of a run. Each runs in a process that is killed, drained or paused, and restarts. */
import type { Daemon } from '../../functions/common/cloud/daemon.ts';
import type { Clients } from './clients.ts';
import { openExtract, openSave, type Shared } from './daemons.ts';
import type { RunPlan } from './plan.ts';
import type { Watch } from './watch.ts';
import type { Process, VirtualWorld } from './world.ts';

/** One station, where a daemon runs. */
export interface Station {
  /** The process that runs there at present, if any. */
  readonly process: () => Process | undefined;
  /** Whether the daemon runs, receives messages and is not paused. */
  readonly isWorking: () => boolean;
  readonly kill: (awayMs: number) => void;
  readonly drain: () => void;
  readonly pause: (forMs: number) => void;
  /** Drains it without a restart. */
  readonly end: () => Promise<void>;
}

/** A longer drain has nacked its messages, and the nacks may be lost. */
const IN_TIME_MS = 5_000;
const RESTART_MS = 100;

export function createStaff(given: {
  readonly world: VirtualWorld;
  readonly plan: RunPlan;
  readonly clientsOf: (process: Process) => Clients;
  readonly shared: Shared;
  readonly watch: Watch;
  readonly wrap: (daemon: Daemon) => Daemon;
  readonly problems: string[];
}): readonly Station[] {
  const { world, plan, clientsOf, shared, watch, wrap, problems } = given;

  const drained = async ({ process, daemon }: { process: Process; daemon: Daemon }): Promise<void> => {
    const began = world.elapsed();
    await daemon[Symbol.asyncDispose]();
    // A process exits after its drain, whatever it still awaits.
    process.isAlive = false;
    const left = watch.leasesOf(process);
    if (left > 0 && !process.isHampered && world.elapsed() - began < IN_TIME_MS)
      problems.push(`${process.name} has drained, and ${left} messages are leased to it still`);
  };

  return Array.from({ length: plan.extractors + plan.savers }, (_, index) => {
    const isExtract = index < plan.extractors;
    const name = isExtract ? `extract-${index}` : `save-${index - plan.extractors}`;
    const begin = () => {
      const process = world.start(name);
      const open = isExtract ? openExtract : openSave;
      return { process, daemon: wrap(open(process, clientsOf(process), shared)) };
    };
    let own: { readonly process: Process; readonly daemon: Daemon } | undefined = begin();
    let isDraining = false;
    const again = (): void => {
      isDraining = false;
      world.note(`${name}: begins again`);
      own ??= begin();
    };
    return {
      process: () => own?.process,
      isWorking: () => own !== undefined && !isDraining && own.process.resumesAt <= world.elapsed(),
      kill(awayMs) {
        if (own === undefined) return;
        world.note(`${name}: is killed`);
        own.process.isAlive = false;
        own = undefined;
        world.after(awayMs, again);
      },
      drain() {
        if (own === undefined || isDraining) return;
        world.note(`${name}: drains`);
        isDraining = true;
        const ending = own;
        void drained(ending).then(() => {
          if (own !== ending) return;
          world.note(`${name}: has drained`);
          own = undefined;
          world.after(RESTART_MS, again);
        });
      },
      pause(forMs) {
        if (own === undefined) return;
        world.note(`${name}: is paused for ${(forMs / 1_000).toFixed(1)} s`);
        own.process.resumesAt = world.elapsed() + forMs;
        own.process.isHampered = true;
      },
      async end() {
        if (own !== undefined) await drained(own);
      },
    };
  });
}
