/**
 * The network between processes and services. A call arrives after a delay, takes effect at once and whole,
 * and its answer arrives after another delay. The seed and the number of the call give the delays, so that
 * removing one fault leaves the other draws unchanged.
 */

import { GrpcCode } from '../../functions/common/cloud/grpc.ts';
import { seededFractions } from '../../functions/common/domain/seeded.ts';
import type { Process, VirtualWorld } from './world.ts';

/** The faults of one call. */
export type CallMishap =
  /** It takes effect, and the answer is lost. */
  | 'lost-answer'
  /** It never arrives. */
  | 'lost-call'
  /** It arrives after the caller has given up, or after its lease has expired. */
  | 'late'
  /** Its answer arrives late, with the state at the time of its effect. */
  | 'late-answer'
  /** The client sends it twice and gets the second answer. */
  | 'twice';

export interface Network {
  /**
   * @param effect the work of the service; throws its errors
   * @param holdsBack whether the service delays this answer
   */
  readonly call: <Answer>(
    from: Process,
    what: string,
    effect: () => Answer,
    holdsBack?: (answer: Answer) => boolean,
  ) => Promise<Answer>;
  /** The number of calls made. */
  readonly calls: () => number;
  /** Breaks all connections, and refuses new ones for this time in milliseconds. */
  readonly breakDown: (downMs: number) => void;
  /** The arrival of the last late call, in milliseconds since the start. */
  readonly lastLate: () => number;
  /** Ends all faults. */
  readonly heal: () => void;
}

/** A caller without an answer gets an error after this time. */
const GIVE_UP_MS = 4_000;
const LATE_MS = 45_000;
const HELD_BACK_MS = 1_500;

export function unavailable(): Error {
  return Object.assign(new Error('14 UNAVAILABLE: the simulation lost a call'), {
    code: GrpcCode.unavailable,
  });
}

export function createNetwork(
  world: VirtualWorld,
  seed: number,
  faults: ReadonlyMap<number, CallMishap>,
): Network {
  let made = 0;
  let isHealed = false;
  let lastLate = 0;
  let connection = 0;
  let upAgainAt = 0;
  return {
    calls: () => made,
    lastLate: () => lastLate,
    heal: () => {
      isHealed = true;
    },
    breakDown(downMs) {
      connection += 1;
      upAgainAt = world.elapsed() + downMs;
    },
    call: <Answer>(
      from: Process,
      what: string,
      effect: () => Answer,
      holdsBack?: (answer: Answer) => boolean,
    ): Promise<Answer> =>
      new Promise((resolve, reject) => {
        const number = made;
        made += 1;
        const fault = isHealed ? undefined : faults.get(number);
        const fraction = seededFractions((seed * 7_919 + number) | 0);
        fraction();
        // Most calls take some milliseconds; some take up to a second.
        const delay = (): number => (fraction() < 0.05 ? 1_000 * fraction() : 1 + 20 * fraction());
        const goes = delay();
        let comes = delay();
        if (fault !== undefined) {
          world.note(`${from.name}: ${what}: ${fault} (call ${number})`);
          from.isHampered = true;
        }
        const madeOn = connection;
        const isCut = (): boolean => connection !== madeOn || world.elapsed() < upAgainAt;
        const fail = (): void => {
          from.isHampered = true;
          reject(unavailable());
        };
        const once = (): (() => void) => {
          if (isCut()) return fail;
          try {
            const answer = effect();
            world.note(`${from.name}: ${what}`);
            if (holdsBack?.(answer)) comes += HELD_BACK_MS * fraction();
            return () => (connection === madeOn ? resolve(answer) : fail());
          } catch (error) {
            world.note(`${from.name}: ${what}: ${error instanceof Error ? error.message : error}`);
            return () => reject(error);
          }
        };
        if (fault === 'lost-call') {
          world.after(GIVE_UP_MS, fail, from);
          return;
        }
        if (fault === 'late') {
          world.after(GIVE_UP_MS, fail, from);
          const arrivesAfter = LATE_MS * fraction();
          lastLate = Math.max(lastLate, world.elapsed() + arrivesAfter);
          world.after(arrivesAfter, once);
          return;
        }
        world.after(goes, () => {
          const answered = once();
          if (fault === 'lost-answer') world.after(comes, fail, from);
          else if (fault === 'late-answer') world.after(LATE_MS * fraction(), answered, from);
          else if (fault === 'twice') world.after(comes, () => world.after(comes, once(), from));
          else world.after(comes, answered, from);
        });
      }),
  };
}
