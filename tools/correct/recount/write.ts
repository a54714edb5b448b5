/**
 * Writes what a recount has planned, day by day: corrections as increments, in steps that each happen exactly
 * once.
 */
import type { Firestore } from '@google-cloud/firestore';
import { type ChangeShare, sharesOf } from '../day-change.ts';
import { createDayWriter, type DayPlace } from '../day-writer.ts';
import type { DayPlan } from './plan.ts';
import type { RecountSteps } from './progress.ts';
import type { ReadOptions } from './read.ts';

/** The most shares of a day in one commit. A share has up to 200 kB, and the emulator takes 4 MiB. */
const SHARES_A_STEP = 10;

/** How far the writing came. */
export interface WrittenSoFar {
  /** Names corrected. */
  readonly corrected: number;
  /** Whether it came to its end. */
  readonly finished: boolean;
}

/**
 * Carries out plans.
 * @param publication its id, and the name for days that have no document
 * @returns how far it came; less than the plans when it was stopped
 * @throws what a step throws; the steps before it have happened
 */
export async function carryOut(
  firestore: Firestore,
  publication: { readonly id: string; readonly name: string },
  plans: readonly DayPlan[],
  progress: RecountSteps,
  options: ReadOptions,
): Promise<WrittenSoFar> {
  const days = createDayWriter(firestore, options.runtime);
  const total = plans.reduce((sum, { names }) => sum + names.length, 0);
  let corrected = 0;
  for (const plan of plans) {
    const place: DayPlace = {
      publicationId: publication.id,
      day: plan.day,
      name: plan.name === '' ? publication.name : plan.name,
    };
    const shares = sharesOf(plan);
    for (let from = 0; from < shares.length; from += SHARES_A_STEP) {
      if (options.signal.aborted) return { corrected, finished: false };
      const group = shares.slice(from, from + SHARES_A_STEP);
      const taken: string[] = [];
      try {
        await progress.step((batch) => {
          for (const share of group) taken.push(days.add(batch, place, share));
        });
      } finally {
        days.release(taken);
      }
      corrected = Math.min(total, corrected + sizeOf(group));
      options.onProgress(`${corrected} of ${total} names corrected, up to ${plan.day}`);
    }
  }
  return { corrected, finished: true };
}

function sizeOf(shares: readonly ChangeShare[]): number {
  return shares.reduce((sum, { names }) => sum + names.length, 0);
}
