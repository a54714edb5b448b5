/** Firestore within a time limit: an answer, or a problem that tells the client to try again. */
import { GrpcCode, grpcCode, isCallersFault } from '../common/cloud/grpc.ts';
import { ProblemError } from '../common/http/problem.ts';
import type { Clock } from '../common/process/runtime.ts';
import { within } from '../common/process/time-limit.ts';

/** After how many seconds a client may try again. */
const RETRY_AFTER_SECONDS = 5;

const UNAVAILABLE =
  'The counts cannot be read at the moment because Firestore does not answer. Try again shortly.';

/**
 * Waits for a read from Firestore.
 * @param limitMs the most it may take
 * @throws ProblemError 503 when it takes longer or Firestore fails; the error itself when the fault is ours
 */
export async function firestoreAnswer<T>(clock: Clock, limitMs: number, read: () => Promise<T>): Promise<T> {
  try {
    return await within(clock, limitMs, read(), () => new Error(`no answer within ${limitMs} ms`));
  } catch (error) {
    if (error instanceof ProblemError) throw error;
    if (isOurFault(error)) throw error;
    throw new ProblemError(503, UNAVAILABLE, {
      headers: { 'retry-after': String(RETRY_AFTER_SECONDS) },
      cause: error,
    });
  }
}

function isOurFault(error: unknown): boolean {
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
