/**
 * The error by which the engine refuses a call: the gRPC status of the documented service, and a sentence for
 * people.
 */
import { GrpcCode } from '../../functions/common/cloud/grpc.ts';

/** A refusal. The caller sees its code and its message. */
export class EngineError extends Error {
  readonly code: number;

  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}

export const invalid = (message: string): EngineError => new EngineError(GrpcCode.invalidArgument, message);

export const notFound = (message: string): EngineError => new EngineError(GrpcCode.notFound, message);

export const alreadyExists = (message: string): EngineError =>
  new EngineError(GrpcCode.alreadyExists, message);

export const failedPrecondition = (message: string): EngineError =>
  new EngineError(GrpcCode.failedPrecondition, message);

export const resourceExhausted = (message: string): EngineError =>
  new EngineError(GrpcCode.resourceExhausted, message);

/** @param what such as "Seeking to a snapshot" */
export const unimplemented = (what: string): EngineError =>
  new EngineError(
    GrpcCode.unimplemented,
    `${what} is not part of the local engine. Google's emulators may have it: --engine google.`,
  );
