/**
 * Encodes a state in a few characters, equal for states that behave alike. The key ignores which saver is
 * which, the order of late commits, and the number of writes to the day before its read.
 */
import type { Difference, ModelSaver, ModelState } from './state.ts';

const MESSAGE = { ready: 0, leased: 1, acked: 2 } as const;
const PHASE = { holding: 0, sent: 1, exists: 2, counted: 3 } as const;
const RECORD = { none: 0, counted: 1, forgotten: 2, expired: 3 } as const;
const FORGETTING = { before: 0, seen: 1, done: 2 } as const;
const EDIT = { done: 0, before: 1, wrong: 2 } as const;
const RECOUNTING = { before: 0, reading: 1, read: 2, done: 3 } as const;
/** Counts of a post are less than 8 from this, also with a planted fault. */
const OFFSET = 8;

export function keyOf(state: ModelState): string {
  const { savers, late, reading, messages, records, faults, progress } = state;
  const [first = 0, second = 0] = savers.map(numberOfSaver);
  let lateOnes = 0;
  // Three kinds, each at most 9 times.
  for (const posts of late) lateOnes += 10 ** (posts.length === 2 ? 2 : (posts[0] ?? 0));
  let held = 0;
  for (const message of messages) held = 3 * held + MESSAGE[message];
  let kept = 0;
  for (const record of records) kept = 4 * kept + RECORD[record];
  const flags =
    Number(state.open) + 2 * Number(reading === undefined) + 4 * Number(reading?.version === state.version);
  const corrections =
    4 * (4 * FORGETTING[state.forgetting] + EDIT[state.edit]) + RECOUNTING[state.recounting];
  return String.fromCharCode(
    first < second ? 64 * first + second : 64 * second + first,
    lateOnes,
    32 * held + flags,
    16 * corrections + kept,
    pair(state.counts),
    pair(state.rolledUp),
    pair(reading?.counts),
    pair(state.seenRecords),
    numberOfDifference(state.difference, progress),
    numberOfDifference(state.lateDifference, progress),
    faults,
  );
}

function numberOfSaver({ held, phase, isRetry }: ModelSaver): number {
  let number = PHASE[phase] + 4 * Number(isRetry);
  for (const message of held) number += 8 << message;
  return number;
}

function numberOfDifference(difference: Difference | undefined, progress: number): number {
  return difference === undefined ? 0 : 2 * pair(difference.by) + Number(difference.progress === progress);
}

/** Encodes two counts; 0 for undefined. */
function pair(counts: readonly number[] | undefined): number {
  if (counts === undefined) return 0;
  const [first = 0, second = 0] = counts;
  return 1 + 32 * (first + OFFSET) + second + OFFSET;
}
