/** What a refusal of Firestore's means for a correction. */
import { GrpcCode, grpcCode } from '../../functions/common/cloud/grpc.ts';

const conflicts: ReadonlySet<number | undefined> = new Set([
  GrpcCode.notFound,
  GrpcCode.alreadyExists,
  GrpcCode.failedPrecondition,
]);
const final: ReadonlySet<number | undefined> = new Set([
  GrpcCode.invalidArgument,
  GrpcCode.permissionDenied,
  GrpcCode.unauthenticated,
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
