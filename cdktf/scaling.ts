/**
 * Decides when the group of machines grows and shrinks. `npm run bench -- scale16` simulates these rules on a
 * day's traffic, with measured rates. The figures here follow from it.
 */

/**
 * How many messages may wait per core before another machine starts. By the model, this is a minute's work of
 * 16 threads on 8 cores, or 40 s of 16 whole cores. Anywhere between 15 s and 2 minutes of work, a day costs
 * the same and its bursts wait about as long. So the model may be wrong by half. The up to 960 messages in
 * flight on a machine count as waiting too.
 */
export const WAITING_PER_CORE = 15_000;

/** The CPU load, as a share, above which another machine starts. */
export const PROCESSOR_TARGET = 0.8;

/** Boot, download of the daemons, and the first posts, in seconds. */
export const INITIALIZATION_S = 180;

/** News comes in bursts: a machine that was needed a moment ago may be needed again. */
export const SCALE_IN = { machines: 1, windowS: 600 } as const;
