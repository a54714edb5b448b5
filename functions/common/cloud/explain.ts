/** Explains a failed call to Google Cloud to a person at a command line: what is missing, and what to do. */

import { failureInWords, messageOf } from '../domain/error-message.ts';
import { ExitCode, ExplainedError } from '../process/exit-codes.ts';
import { ownCommand } from '../process/own-command.ts';
import type { Clock } from '../process/runtime.ts';
import { endsWithin } from '../process/time-limit.ts';
import { GrpcCode, grpcCode } from './grpc.ts';

/** A service of Google's, or its emulator. */
export interface CloudService {
  readonly name: 'Pub/Sub' | 'Firestore';
  /** `host:port` of its emulator; undefined where the cloud is used. */
  readonly emulatorHost: string | undefined;
}

/** The messages of google-auth-library and gRPC for credentials that are missing or have expired. */
const NO_CREDENTIALS =
  /default credentials|Getting metadata from plugin failed|invalid_grant|invalid_rapt|Unable to detect a Project Id/i;

/**
 * Explains an error of a client library that a person can fix: the service does not answer, credentials are
 * missing, or they do not suffice.
 * @returns an ExplainedError with exit code 69, or else the error unchanged
 */
export function explainFailure(service: CloudService, error: unknown): unknown {
  if (error instanceof ExplainedError) return error;
  const code = grpcCode(error);
  const said = messageOf(error);
  const reason = failureInWords(said);
  const explained = (message: string): ExplainedError =>
    new ExplainedError(message, ExitCode.unavailable, { cause: error });
  if (code === GrpcCode.unauthenticated || NO_CREDENTIALS.test(said))
    return explained(
      `There are no valid credentials for Google Cloud: ${reason}. Run \`gcloud auth application-default login\`.`,
    );
  if (code === GrpcCode.unavailable || code === GrpcCode.deadlineExceeded)
    return explained(unavailableMessage(service, reason));
  if (code === GrpcCode.permissionDenied)
    return explained(
      `${service.name} denies access: ${reason}. Grant the account a role that allows it, or change the account with \`gcloud auth application-default login\`.`,
    );
  return error;
}

/**
 * Awaits `work`, and throws its failure as `explainFailure` explains it.
 * @param limit stops waiting after `deadlineMs` milliseconds; without it only `work` itself ends the wait
 */
export async function explaining<Result>(
  service: CloudService,
  work: Promise<Result>,
  limit?: { readonly clock: Clock; readonly deadlineMs: number },
): Promise<Result> {
  if (limit !== undefined && !(await endsWithin(limit.clock, limit.deadlineMs, work)))
    throw new ExplainedError(
      unavailableMessage(service, `waited for ${limit.deadlineMs / 1_000} s`),
      ExitCode.unavailable,
    );
  try {
    return await work;
  } catch (error) {
    throw explainFailure(service, error);
  }
}

function unavailableMessage({ name, emulatorHost }: CloudService, reason: string): string {
  const variable = name === 'Firestore' ? 'FIRESTORE_EMULATOR_HOST' : 'PUBSUB_EMULATOR_HOST';
  return emulatorHost === undefined
    ? `${name} does not answer: ${reason}. Check the network, then https://status.cloud.google.com.`
    : `The ${name} emulator at ${emulatorHost} (${variable}) does not answer: ${reason}. Start it, or start another with \`${ownCommand('emulators')}\`, which prints its address.`;
}
