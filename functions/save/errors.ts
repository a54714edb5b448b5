/**
 * The faults of this stage: what Firestore's status codes mean for a commit, and the messages a person may
 * read.
 */
import { GrpcCode, grpcCode, isCallersFault } from '../common/cloud/grpc.ts';
import type { Rejection } from '../common/domain/rejection.ts';

/** What became of a commit that did not succeed, and so what has to be done. */
export type CommitFailure =
  /** A post of it has been counted already: drop those that have, commit the rest. */
  | 'already-exists'
  /** Firestore will never take this request as it is: one of its posts is at fault. */
  | 'refused'
  /** Anything else: try again later. It may have been carried out all the same. */
  | 'transient';

export function commitFailureOf(error: unknown): CommitFailure {
  if (grpcCode(error) === GrpcCode.alreadyExists) return 'already-exists';
  return isCallersFault(error) ? 'refused' : 'transient';
}

/** Firestore did not answer in time. */
export function timedOut(milliseconds: number): Error {
  return new Error(`Firestore did not answer a commit within SAVE_COMMIT_TIMEOUT_MS = ${milliseconds}`);
}

/** A post whose names do not fit into one document. */
export const tooManyNames: Rejection = {
  reason: 'too-many-names',
  error:
    'the names of the post take more than 900,000 bytes, which is more than its record in Firestore can hold',
};
