/**
 * The failures of this stage: the meaning of Firestore's status codes for a commit, and the messages for
 * people.
 */
import { GrpcCode, grpcCode, isCallersFault } from '../common/cloud/grpc.ts';
import type { Rejection } from '../common/domain/rejection.ts';

/** The way in which a commit failed, which decides what to do next. */
export type CommitFailure =
  /** A post of the commit has been counted already: drop those that have, commit the rest. */
  | 'already-exists'
  /** Firestore will refuse this request every time: one of its posts is invalid. */
  | 'refused'
  /** Any other failure: retry later. Firestore may have applied the commit all the same. */
  | 'transient';

export function commitFailureOf(error: unknown): CommitFailure {
  if (grpcCode(error) === GrpcCode.alreadyExists) return 'already-exists';
  return isCallersFault(error) ? 'refused' : 'transient';
}

/** Firestore did not answer in time. */
export function timedOut(milliseconds: number): Error {
  return new Error(`Firestore did not answer a commit within SAVE_COMMIT_TIMEOUT_MS (${milliseconds})`);
}

/** A post whose names do not fit into one document. */
export const tooManyNames: Rejection = {
  reason: 'too-many-names',
  error: 'the names of the post take more than 900,000 bytes, and its record in Firestore cannot hold them',
};
