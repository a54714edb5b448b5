/** One run: carries out a plan, ends the faults, waits for rest, and checks the invariants. */
import './timers.ts';
import { openParts, type Planted, type RunParts } from './parts.ts';
import { endDaemons, inspect, replayLetters, rest, weeksLater } from './phases.ts';
import { type Event, FAULTS_MS, type RunPlan } from './plan.ts';

export interface RunResult {
  /** The broken invariants; empty when all hold. */
  readonly problems: readonly string[];
  readonly trace: readonly string[];
  /** Equal for runs with the same steps in the same order. */
  readonly digest: string;
  readonly calls: number;
}

/** Runs a plan, optionally with a planted fault. */
export async function runPlan(plan: RunPlan, planted: Planted = {}): Promise<RunResult> {
  const parts = openParts(plan, planted);
  const { world, network, watch, problems } = parts;
  for (const event of plan.events)
    if (event.kind !== 'call' && event.kind !== 'weeks-later')
      world.after(event.at, () => happen(parts, event));
  try {
    await world.run(FAULTS_MS, () => false);
    network.heal();
    await rest(parts);
    await replayLetters(parts);
    await endDaemons(parts);
    const counted = await inspect(parts);
    for (const event of plan.events)
      if (event.kind === 'weeks-later') await weeksLater(parts, event, counted);
  } catch (error) {
    problems.push(error instanceof Error ? (error.stack ?? error.message) : String(error));
  }
  return {
    problems: [...problems, ...watch.problems],
    trace: world.trace,
    digest: world.digest(),
    calls: network.calls(),
  };
}

function happen(parts: RunParts, event: Exclude<Event, { kind: 'call' | 'weeks-later' }>): void {
  const { plan, world, network, engine, staff, operations } = parts;
  switch (event.kind) {
    case 'operator':
      void operations.run(event.command, plan.posts[event.post], event.killedAfterMs);
      break;
    case 'restart':
      world.note('the services break down, and start again');
      network.breakDown(event.downMs);
      engine.restart();
      break;
    case 'kill':
      staff[event.daemon]?.kill(event.awayMs);
      break;
    case 'drain':
      staff[event.daemon]?.drain();
      break;
    case 'pause':
      staff[event.daemon]?.pause(event.forMs);
      break;
    case 'jump': {
      const process = staff[event.daemon]?.process();
      if (process !== undefined) process.offMs += event.byMs;
    }
  }
}
