/** gRPC status codes that corrections tell apart. */
const NOT_FOUND = 5;
const FAILED_PRECONDITION = 9;

/** Whether Firestore refused because a document is not as it was when it was read. */
export function isConflict(error: unknown): boolean {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  return code === FAILED_PRECONDITION || code === NOT_FOUND;
}
