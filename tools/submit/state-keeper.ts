/** Keeps the state file of an input up to date while it is submitted. */
import type { Clock } from '../../functions/common/process/runtime.ts';
import { systemReason } from '../../functions/common/process/system-reason.ts';
import { inputMessages } from './messages.ts';
import { type State, statePathOf, writeState } from './state.ts';
import type { Confirmed } from './submit-input.ts';

export interface StateKeeper {
  confirm(confirmed: Confirmed): void;
  /** The input is at its end. */
  finish(): void;
  /** Writes the confirmations that are not in the file yet. */
  flush(): void;
}

/** After a crash, posts confirmed since the last write are submitted again. An id counts once, so no harm. */
const WRITE_EVERY_MS = 500;

export interface StateKeeperOptions {
  /** How long the file of rejects is. */
  readonly rejectsBytes: () => number;
  /** Called once when the state cannot be kept. */
  readonly warn: (message: string) => void;
  readonly clock: Clock;
}

/** Keeps the state of an input, beginning with `from`. */
export function openStateKeeper(
  input: string,
  from: State,
  { rejectsBytes, warn, clock }: StateKeeperOptions,
): StateKeeper {
  let state = from;
  // A run that confirms nothing leaves no state.
  let isWritten = true;
  let lastWriteAt = Number.NEGATIVE_INFINITY;
  let hasWarned = false;
  const write = (): void => {
    if (isWritten) return;
    lastWriteAt = clock.monotonic();
    try {
      writeState(input, state);
      isWritten = true;
    } catch (error) {
      // Every write holds the whole state, so the next one makes up for a failed one.
      if (!hasWarned) warn(inputMessages.stateUnwritable(statePathOf(input), systemReason(error)));
      hasWarned = true;
    }
  };
  return {
    confirm({ position, accepted, rejected }) {
      state = {
        ...state,
        position,
        accepted: state.accepted + accepted,
        rejected: state.rejected + rejected.length,
        rejectsBytes: rejectsBytes(),
      };
      isWritten = false;
      if (clock.monotonic() - lastWriteAt >= WRITE_EVERY_MS) write();
    },
    finish() {
      state = { ...state, finished: true };
      isWritten = false;
    },
    flush: write,
  };
}
