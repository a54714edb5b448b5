/**
 * The clock and the source of random numbers that every part is given. A stage reads no clock, sets no timer
 * and draws no random number by itself. So a test or a simulation can decide when things happen, and repeat a
 * run exactly. `system-runtime.ts` has the real ones, which only the life of a process uses;
 * `test/check/time-and-chance-are-handed-in.test.ts` enforces that. Pure functions take `now: number`
 * instead.
 */

/** Tells the time and calls back later. */
export interface Clock {
  /** The time of day, in milliseconds since 1970. It may jump: for dates, never for durations. */
  readonly now: () => number;
  /** Milliseconds since some moment. It never goes back: for durations and time-outs. */
  readonly monotonic: () => number;
  /** Resolves after `milliseconds`, or as soon as `signal` is aborted. Never rejects. */
  readonly sleep: (milliseconds: number, signal?: AbortSignal) => Promise<void>;
  /** Calls `work` once, after `milliseconds`. The timer keeps the process alive. */
  readonly after: (milliseconds: number, work: () => void) => Timer;
  /** Calls `work` repeatedly, every `milliseconds`. The timer does not keep the process alive. */
  readonly every: (milliseconds: number, work: () => void) => Timer;
}

/** Something that a clock is going to do. Disposing of it cancels it too. */
export interface Timer extends Disposable {
  /** Harmless when it has been done or cancelled. */
  readonly cancel: () => void;
}

/** Draws random numbers. */
export interface Chance {
  /** A number from 0, inclusive, to 1, exclusive. */
  readonly fraction: () => number;
  /** Random hexadecimal digits that nobody can guess, for unique ids and for keys. */
  readonly hex: (digits: number) => string;
}

/** The clock and the randomness that every part receives beside its own settings. */
export interface Runtime {
  readonly clock: Clock;
  readonly chance: Chance;
}
