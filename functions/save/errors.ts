/** The faults of this stage: what Firestore's status codes mean for a commit, and the messages a person may read. */

/** gRPC status codes (https://grpc.github.io/grpc/core/md_doc_statuscodes.html), as far as they need telling apart. */
const INVALID_ARGUMENT = 3;
const ALREADY_EXISTS = 6;
const OUT_OF_RANGE = 11;

/** What became of a commit that did not succeed, and so what has to be done. */
export type CommitFailure =
  /** A post of it has been counted already: drop those that have, commit the rest. */
  | 'already-exists'
  /** Firestore will never take this request as it is: one of its posts is at fault. */
  | 'refused'
  /** Anything else: try again later. It may have been carried out all the same. */
  | 'transient';

export function commitFailureOf(error: unknown): CommitFailure {
  const code = codeOf(error);
  if (code === ALREADY_EXISTS) return 'already-exists';
  return code === INVALID_ARGUMENT || code === OUT_OF_RANGE ? 'refused' : 'transient';
}

function codeOf(error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'number' ? error.code : undefined;
}

/** Firestore did not answer in time. */
export function timedOut(milliseconds: number): Error {
  return new Error(`Firestore did not answer a commit within SAVE_COMMIT_TIMEOUT_MS = ${milliseconds}`);
}
