/** gRPC status codes that corrections tell apart. */
import { grpcCode } from '../../common/explain.ts';

const INVALID_ARGUMENT = 3;
const NOT_FOUND = 5;
const ALREADY_EXISTS = 6;
const PERMISSION_DENIED = 7;
const FAILED_PRECONDITION = 9;
const UNAUTHENTICATED = 16;

const conflicts: ReadonlySet<number | undefined> = new Set([NOT_FOUND, ALREADY_EXISTS, FAILED_PRECONDITION]);
const final: ReadonlySet<number | undefined> = new Set([
  INVALID_ARGUMENT,
  PERMISSION_DENIED,
  UNAUTHENTICATED,
]);

/** Whether Firestore refused because a document is not as it was when it was read. */
export function isConflict(error: unknown): boolean {
  return conflicts.has(grpcCode(error));
}

/** Whether trying again cannot help. What has no status did not come from Firestore. */
export function isFinal(error: unknown): boolean {
  const code = grpcCode(error);
  return code === undefined || final.has(code);
}
