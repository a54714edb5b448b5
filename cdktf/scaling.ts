/**
 * When the group of machines grows and shrinks. `npm run bench -- scale16` runs these rules on a day's
 * traffic, with the rates that were measured; the figures here follow from it.
 */

/**
 * How many messages may wait for each core before another machine is started: a minute's work of 16
 * threads on 8 cores, 40 s of 16 whole cores, by the model. Between 15 s and 2 minutes of work a day
 * costs the same and its bursts wait about as long, so the model may be wrong by half. The up to 960
 * messages that a machine holds count as waiting too.
 */
export const WAITING_PER_CORE = 15_000;

/** Busier machines, as a share of their processors, get another one beside them. */
export const PROCESSOR_TARGET = 0.8;

/** Boot, download of the daemons, and the first posts, in seconds. */
export const INITIALIZATION_S = 180;

/** News comes in bursts: a machine that was needed a moment ago may be needed again. */
export const SCALE_IN = { machines: 1, windowS: 600 } as const;
