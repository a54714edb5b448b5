/** Serves implementations of gRPC services on one port each. Refuses missing methods by name. */
import type { EventEmitter } from 'node:events';
import { Server, ServerCredentials, type UntypedServiceImplementation } from '@grpc/grpc-js';
import type { Root } from 'protobufjs';
import { unimplemented } from '../engine-error.ts';
import { methodsOf } from './definitions.ts';
import { statusOf } from './handlers.ts';

export interface GrpcServer extends AsyncDisposable {
  /** The port it listens on, at 127.0.0.1. */
  readonly port: number;
}

/** Above every limit of the services, so that they, not gRPC, refuse a request that is too large. */
const MOST_REQUEST_BYTES = 32_000_000;

/**
 * Starts a server at 127.0.0.1.
 * @param services implementations by the full name of the service
 * @param port 0 takes a free one
 * @throws when the port is taken
 */
export async function serveGrpc(
  root: Root,
  services: Readonly<Record<string, UntypedServiceImplementation>>,
  port: number,
): Promise<GrpcServer> {
  const server = new Server({
    'grpc.max_receive_message_length': MOST_REQUEST_BYTES,
    'grpc.max_send_message_length': -1,
  });
  for (const [name, implementation] of Object.entries(services)) {
    const methods = methodsOf(root, name);
    server.addService(methods, { ...refusals(methods), ...implementation });
  }
  const bound = await new Promise<number>((resolve, reject) => {
    server.bindAsync(`127.0.0.1:${port}`, ServerCredentials.createInsecure(), (error, taken) =>
      error === null ? resolve(taken) : reject(error),
    );
  });
  return {
    port: bound,
    // Streams stay open until the client ends them: a graceful shutdown might never end.
    [Symbol.asyncDispose]: async () => server.forceShutdown(),
  };
}

function refusals(methods: ReturnType<typeof methodsOf>): UntypedServiceImplementation {
  return Object.fromEntries(
    Object.entries(methods).map(([name, { path, responseStream }]) => {
      const status = statusOf(unimplemented(`The method ${path.slice(1).replace('/', '.')}`));
      if (responseStream) return [name, (call: EventEmitter) => call.emit('error', status)];
      return [name, (_: unknown, callback: (error: Error) => void) => callback(status)];
    }),
  );
}
