/** Retries work that is idempotent. */
import { isConflict, isRetryable } from '../../functions/common/cloud/grpc.ts';
import { failureInWords, messageOf } from '../../functions/common/domain/error-message.ts';
import { backOffMs } from '../../functions/common/process/back-off.ts';
import type { Runtime } from '../../functions/common/process/runtime.ts';

/** Shows a line to the person who waits. */
export type Notice = (text: string) => void;

/** The parts that retries are made of. */
export interface Retrying {
  readonly notice: Notice;
  readonly runtime: Runtime;
}

export interface Attempts {
  /**
   * Waits before the next attempt.
   * @throws `error` when there were enough attempts, or no more can help
   */
  readonly failed: (error: unknown) => Promise<void>;
}

const MOST = 8;
const DELAY = { firstMs: 500, longestMs: 32_000 } as const;
/** When Firestore is unavailable, the client alone may take most of a minute for one attempt. */
const PATIENCE_MS = 60_000;
/** After this wait a notice says what the command waits for. */
const SLOW_MS = 10_000;

/** Awaits an answer of Firestore's, and says so when it is slow to come. */
export async function answerOf<Result>(
  { notice, runtime }: Retrying,
  work: Promise<Result>,
): Promise<Result> {
  using _timer = runtime.clock.after(SLOW_MS, () =>
    notice(`Firestore has not answered for ${SLOW_MS / 1_000} s; still waiting`),
  );
  return await work;
}

/** Begins a series of attempts at one thing. */
export function attempts({ notice, runtime: { clock, chance } }: Retrying): Attempts {
  const began = clock.monotonic();
  let made = 0;
  return {
    async failed(error) {
      made += 1;
      if (made === MOST || isFinal(error) || clock.monotonic() - began > PATIENCE_MS) throw error;
      notice(`retrying: ${failureInWords(messageOf(error))}`);
      await clock.sleep(backOffMs(made, DELAY, chance));
    },
  };
}

/**
 * Does `work`, which may happen more than once without harm, until it succeeds.
 * @throws its error after several attempts
 */
export async function again<Result>(retrying: Retrying, work: () => Promise<Result>): Promise<Result> {
  const series = attempts(retrying);
  for (;;) {
    try {
      return await answerOf(retrying, work());
    } catch (error) {
      await series.failed(error);
    }
  }
}

/** Whether a retry cannot help: the error is neither transient nor a conflict that a new read resolves. */
function isFinal(error: unknown): boolean {
  return !isRetryable(error) && !isConflict(error);
}
