/**
 * gRPC's status codes (https://grpc.github.io/grpc/core/md_doc_statuscodes.html), which Google's client
 * libraries give in `error.code`.
 */

/** The status codes that this project distinguishes. */
export const GrpcCode = {
  cancelled: 1,
  unknown: 2,
  invalidArgument: 3,
  deadlineExceeded: 4,
  notFound: 5,
  alreadyExists: 6,
  permissionDenied: 7,
  resourceExhausted: 8,
  failedPrecondition: 9,
  aborted: 10,
  outOfRange: 11,
  unimplemented: 12,
  internal: 13,
  unavailable: 14,
  unauthenticated: 16,
} as const;

/** The gRPC status code of an error; undefined when it has none. */
export function grpcCode(error: unknown): number | undefined {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  return typeof code === 'number' ? code : undefined;
}

/**
 * Transient status codes: the call may succeed when it is repeated. It may also have been carried out
 * already, so only idempotent calls are retried.
 */
const retryableCodes: readonly number[] = [
  GrpcCode.cancelled,
  GrpcCode.unknown,
  GrpcCode.deadlineExceeded,
  GrpcCode.resourceExhausted,
  GrpcCode.aborted,
  GrpcCode.internal,
  GrpcCode.unavailable,
];

/** Whether the same call may succeed later. An error without a code did not come from the service. */
export function isRetryable(error: unknown): boolean {
  const code = grpcCode(error);
  return code !== undefined && retryableCodes.includes(code);
}

/**
 * Whether something is missing, exists already, or has changed since it was read. Reading it again may help.
 */
export function isConflict(error: unknown): boolean {
  const code = grpcCode(error);
  return (
    code === GrpcCode.notFound || code === GrpcCode.alreadyExists || code === GrpcCode.failedPrecondition
  );
}

/** Whether a value in the call itself is invalid: the service will refuse the same call every time. */
export function isCallersFault(error: unknown): boolean {
  const code = grpcCode(error);
  return code === GrpcCode.invalidArgument || code === GrpcCode.outOfRange;
}
