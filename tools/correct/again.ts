/** Trying again what may be done twice. */
import { setTimeout as sleep } from 'node:timers/promises';
import { isFinal } from './codes.ts';

/** Told what a person who waits should know. */
export type Notice = (text: string) => void;

export interface Attempts {
  /**
   * Waits before the next attempt, longer each time, with full jitter.
   * @throws `error` when there were enough attempts, or no more can help
   */
  readonly failed: (error: unknown) => Promise<void>;
}

const MOST = 8;
const FIRST_DELAY_MS = 250;
/** An attempt may take the client most of a minute by itself when Firestore is away. */
const PATIENCE_MS = 60_000;
/** Who waits for so long is told what for. */
const SLOW_MS = 10_000;

/** Awaits an answer of Firestore's, and says so when it is slow to come. */
export async function answerOf<Result>(notice: Notice, work: Promise<Result>): Promise<Result> {
  const timer = setTimeout(
    () => notice(`Firestore has not answered for ${SLOW_MS / 1_000} s; waiting for it`),
    SLOW_MS,
  );
  try {
    return await work;
  } finally {
    clearTimeout(timer);
  }
}

/** Begins a series of attempts at one thing. */
export function attempts(notice: Notice): Attempts {
  const began = performance.now();
  let made = 0;
  return {
    async failed(error) {
      made += 1;
      if (made === MOST || isFinal(error) || performance.now() - began > PATIENCE_MS) throw error;
      notice(`trying again: ${error instanceof Error ? error.message : error}`);
      await sleep(Math.random() * FIRST_DELAY_MS * 2 ** made);
    },
  };
}

/**
 * Does `work`, which may happen more than once without harm, until it succeeds.
 * @throws its error after several attempts
 */
export async function again<Result>(notice: Notice, work: () => Promise<Result>): Promise<Result> {
  const series = attempts(notice);
  for (;;) {
    try {
      return await answerOf(notice, work());
    } catch (error) {
      await series.failed(error);
    }
  }
}
