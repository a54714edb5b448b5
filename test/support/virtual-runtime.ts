/** Time and chance that a test controls: the same seed gives the same run. */
import { seededFractions } from '../../functions/common/domain/seeded.ts';
import type { Chance, Runtime } from '../../functions/common/process/runtime.ts';
import { type VirtualClock, virtualClock } from './virtual-clock.ts';

export interface VirtualRuntime extends Runtime {
  readonly clock: VirtualClock;
}

export function virtualRuntime(seed = 1): VirtualRuntime {
  return { clock: virtualClock(), chance: seededChance(seed) };
}

/** @param seed any whole number */
export function seededChance(seed: number): Chance {
  const fraction = seededFractions(seed);
  const digit = (): string => Math.floor(fraction() * 16).toString(16);
  return { fraction, hex: (digits) => Array.from({ length: digits }, digit).join('') };
}

/** A random source that always returns the same fraction. */
export function chanceOf(fraction: number): Chance {
  const digit = Math.floor(fraction * 16).toString(16);
  return { fraction: () => fraction, hex: (digits) => digit.repeat(digits) };
}
