/**
 * What a failed call to Google Cloud means for a person at a command line: what is not there, and what to do.
 */
import { messageOf } from '../domain/error-message.ts';
import { ExitCode, ExplainedError } from '../process/exit-codes.ts';
import type { Clock } from '../process/runtime.ts';
import { endsWithin } from '../process/time-limit.ts';
import { GrpcCode, grpcCode } from './grpc.ts';

/** A service of Google's, or its emulator. */
export interface CloudService {
  readonly name: 'Pub/Sub' | 'Firestore';
  /** `host:port` of its emulator; undefined where the cloud is meant. */
  readonly emulatorHost: string | undefined;
}

/**
 * What google-auth-library and gRPC say when there is nothing to prove who one is, or it is no longer valid.
 */
const NO_CREDENTIALS =
  /default credentials|Getting metadata from plugin failed|invalid_grant|invalid_rapt|Unable to detect a Project Id/i;

/**
 * Explains an error of a client library where it is one that a person can mend: the service does not answer,
 * there are no credentials, or they do not suffice.
 * @returns an ExplainedError with exit code 69, or else the error as it came
 */
export function explainFailure(service: CloudService, error: unknown): unknown {
  if (error instanceof ExplainedError) return error;
  const code = grpcCode(error);
  const said = messageOf(error);
  const explained = (message: string): ExplainedError =>
    new ExplainedError(message, ExitCode.unavailable, { cause: error });
  if (code === GrpcCode.unauthenticated || NO_CREDENTIALS.test(said))
    return explained(
      `Google Cloud does not know who asks: ${said.trim()}. Run \`gcloud auth application-default login\`.`,
    );
  if (code === GrpcCode.unavailable || code === GrpcCode.deadlineExceeded)
    return explained(awayMessage(service, said));
  if (code === GrpcCode.permissionDenied)
    return explained(
      `${service.name} refuses: ${said.trim()}. The account in use needs a role that allows it; \`gcloud auth application-default login\` changes the account.`,
    );
  return error;
}

/**
 * Awaits `work`, and throws what `explainFailure` makes of its failure.
 * @param limit after so long, in milliseconds, it is given up; by default only when it fails by itself
 */
export async function explaining<Result>(
  service: CloudService,
  work: Promise<Result>,
  limit?: { readonly clock: Clock; readonly deadlineMs: number },
): Promise<Result> {
  if (limit !== undefined && !(await endsWithin(limit.clock, limit.deadlineMs, work)))
    throw new ExplainedError(
      awayMessage(service, `no answer in ${limit.deadlineMs / 1_000} s`),
      ExitCode.unavailable,
    );
  try {
    return await work;
  } catch (error) {
    throw explainFailure(service, error);
  }
}

function awayMessage({ name, emulatorHost }: CloudService, said: string): string {
  const variable = name === 'Firestore' ? 'FIRESTORE_EMULATOR_HOST' : 'PUBSUB_EMULATOR_HOST';
  return emulatorHost === undefined
    ? `${name} cannot be reached: ${said.trim()}. Is there a network? If so, see https://status.cloud.google.com.`
    : `The ${name} emulator at ${emulatorHost} (${variable}) cannot be reached: ${said.trim()}. Is it running? \`npm run emulators\` starts one and prints its address.`;
}
