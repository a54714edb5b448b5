/** Firestore within a time limit: an answer, or a problem that tells the client to try again. */
import { GrpcCode, grpcCode, isCallersFault } from '../common/cloud/grpc.ts';
import { ProblemError } from '../common/http/problem.ts';
import type { Clock } from '../common/process/runtime.ts';
import { within } from '../common/process/time-limit.ts';

/** After how many seconds a client may try again. */
const RETRY_AFTER_SECONDS = 5;

const UNAVAILABLE =
  'The counts cannot be read at the moment, because Firestore does not answer. They are not lost. Try again in some seconds.';

/**
 * Waits for a read from Firestore. A read that takes longer continues. Its result is kept, so the client's
 * next attempt finds it.
 * @param limitMs the most it may take
 * @param onLateFailure called with the error of a read that failed after the limit. The client library
 *   repeats a refused read for longer than the limit. Without this, such a refusal, our fault, would never be
 *   seen.
 * @throws ProblemError 503 when it takes longer or Firestore fails; the error itself when the fault is ours
 */
export async function firestoreAnswer<T>(
  clock: Clock,
  limitMs: number,
  read: () => Promise<T>,
  onLateFailure: (error: unknown) => void,
): Promise<T> {
  let isLate = false;
  const reading = read();
  reading.catch((error: unknown) => {
    if (isLate && !(error instanceof ProblemError)) onLateFailure(error);
  });
  try {
    return await within(clock, limitMs, reading, () => {
      isLate = true;
      return new Error(`no answer within ${limitMs} ms`);
    });
  } catch (error) {
    if (error instanceof ProblemError) throw error;
    if (isOurFault(error)) throw error;
    throw new ProblemError(503, UNAVAILABLE, {
      headers: { 'retry-after': String(RETRY_AFTER_SECONDS) },
      cause: error,
    });
  }
}

/** Whether no further attempt can help: what was asked is wrong, or an index is missing. */
export function isOurFault(error: unknown): boolean {
  const code = grpcCode(error);
  return (
    error instanceof TypeError ||
    error instanceof RangeError ||
    isCallersFault(error) ||
    // An index is missing.
    code === GrpcCode.failedPrecondition ||
    code === GrpcCode.unimplemented
  );
}
