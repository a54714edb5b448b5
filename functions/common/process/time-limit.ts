/** Waits for at most a given time. The work itself goes on afterwards, but nobody waits for it any more. */
import type { Clock } from './runtime.ts';

/**
 * Resolves to the result of `work`.
 * @param late makes the error to reject with when `work` has not ended after `milliseconds`
 */
export async function within<Result>(
  clock: Clock,
  milliseconds: number,
  work: Promise<Result>,
  late: () => Error,
): Promise<Result> {
  const { promise: timeIsOver, reject } = Promise.withResolvers<never>();
  using _timer = clock.after(milliseconds, () => reject(late()));
  return await Promise.race([work, timeIsOver]);
}

/**
 * Resolves when `work` has resolved or rejected, or after `milliseconds`, whichever comes first. For work at
 * the end of a process that is worth a wait, but must not block the exit.
 * @returns whether the work ended in time
 */
export async function endsWithin(
  clock: Clock,
  milliseconds: number,
  work: Promise<unknown>,
): Promise<boolean> {
  const { promise: timeIsOver, resolve } = Promise.withResolvers<boolean>();
  using _timer = clock.after(milliseconds, () => resolve(false));
  const ended = work.then(
    () => true,
    () => true,
  );
  return await Promise.race([ended, timeIsOver]);
}

/**
 * A signal that is aborted after `milliseconds`, unless the limit is disposed of first. For calls that accept
 * a signal.
 */
export function timeLimit(clock: Clock, milliseconds: number): Disposable & { readonly signal: AbortSignal } {
  const controller = new AbortController();
  const timer = clock.after(milliseconds, () =>
    controller.abort(new Error(`no answer within ${milliseconds / 1_000} s`)),
  );
  return { signal: controller.signal, [Symbol.dispose]: timer.cancel };
}
