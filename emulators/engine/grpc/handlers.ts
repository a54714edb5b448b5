/**
 * Makes handlers of gRPC calls from functions. A refusal becomes a gRPC status. No answer is sent before the
 * state that it shows is on disk.
 */
import {
  type handleServerStreamingCall,
  type handleUnaryCall,
  Metadata,
  type ServerErrorResponse,
  type ServerWritableStream,
  type sendUnaryData,
} from '@grpc/grpc-js';
import { GrpcCode } from '../../../functions/common/cloud/grpc.ts';
import { EngineError } from '../engine-error.ts';

/** Resolves when everything done so far is on disk; undefined when it is already, or nothing is kept. */
export type Settled = () => Promise<void> | undefined;

/** A call with one answer. */
export function unary<Request>(
  settled: Settled,
  answer: (request: Request) => object,
): handleUnaryCall<Request, object> {
  return (call, callback) => reply(settled, callback, () => answer(call.request));
}

/** Sends the one answer of a call. */
export function reply(settled: Settled, callback: sendUnaryData<object>, answer: () => object): void {
  try {
    const response = answer();
    const pending = settled();
    if (pending === undefined) callback(null, response);
    else
      pending.then(
        () => callback(null, response),
        (error: unknown) => callback(statusOf(error)),
      );
  } catch (error) {
    callback(statusOf(error));
  }
}

/** A call with many answers, all made at once. */
export function streamed<Request>(
  settled: Settled,
  answer: (request: Request) => readonly object[],
): handleServerStreamingCall<Request, object> {
  return (call) => {
    try {
      const responses = answer(call.request);
      const send = (): Promise<void> => sendAll(call, responses);
      void Promise.resolve(settled())
        .then(send)
        .catch((error: unknown) => call.emit('error', statusOf(error)));
    } catch (error) {
      call.emit('error', statusOf(error));
    }
  };
}

/** Waits for a client that reads slowly, so that not all answers are encoded at once. */
async function sendAll<Request>(
  call: ServerWritableStream<Request, object>,
  responses: readonly object[],
): Promise<void> {
  for (const response of responses) {
    if (call.cancelled) return;
    if (!call.write(response))
      await new Promise<void>((resolve) => {
        const go = (): void => {
          call.off('drain', go).off('cancelled', go).off('close', go);
          resolve();
        };
        call.on('drain', go).on('cancelled', go).on('close', go);
      });
  }
  call.end();
}

/** The gRPC status of an error. An error that is no `EngineError` is a fault of the engine. */
export function statusOf(error: unknown): Error & ServerErrorResponse {
  const code = error instanceof EngineError ? error.code : GrpcCode.internal;
  const message = error instanceof Error ? error.message : String(error);
  return Object.assign(new Error(message), { code, details: message, metadata: new Metadata() });
}
