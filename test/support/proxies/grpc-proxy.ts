/**
 * A proxy between a Google client and an emulator that understands gRPC over unencrypted HTTP/2. It can
 * answer a call with a status, or lose the answer of an applied commit. When a client disconnects, it cancels
 * the client's calls, as Google's front end does.
 */
import {
  type ClientHttp2Session,
  connect,
  constants,
  createServer,
  type IncomingHttpHeaders,
  type ServerHttp2Session,
  type ServerHttp2Stream,
} from 'node:http2';
import { GrpcCode } from '../../../functions/common/cloud/grpc.ts';
import { listen } from '../../../functions/common/process/ports.ts';

export type CallFault =
  /** The call does not reach the emulator. This status is its answer. */
  | { readonly kind: 'status'; readonly code: number }
  /** The emulator applies the call. Its answer never arrives, and the stream ends after `afterMs`. */
  | { readonly kind: 'lose-answer'; readonly afterMs: number };

export interface GrpcProxy extends AsyncDisposable {
  /** host:port to connect to. */
  readonly host: string;
  /** Lets `decide` choose a fault for each later call. The path ends in the method's name. */
  readonly setFaults: (decide: (path: string) => CallFault | undefined) => void;
  /** Breaks all connections and refuses calls until `comeBack`. */
  readonly leave: () => void;
  readonly comeBack: () => void;
  /** The number of faults until now, by kind or status code. */
  readonly happened: ReadonlyMap<string, number>;
}

/** Opens a proxy on a free port; `target` is host:port. */
export async function openGrpcProxy(target: string): Promise<GrpcProxy> {
  const happened = new Map<string, number>();
  /**
   * Each client's connection has a separate one to the emulator, so that none waits for another that does not
   * read.
   */
  const sessions = new Map<ServerHttp2Session, ClientHttp2Session>();
  let decide: (path: string) => CallFault | undefined = () => undefined;
  let isAway = false;

  const forward = (
    stream: ServerHttp2Stream,
    upstream: ClientHttp2Session,
    headers: IncomingHttpHeaders,
    fault?: CallFault,
  ): void => {
    const call = upstream.request(headers, { endStream: false });
    const abandon = (): void => {
      if (!stream.destroyed) stream.close(constants.NGHTTP2_INTERNAL_ERROR);
      if (!call.destroyed) call.close(constants.NGHTTP2_CANCEL);
    };
    call.on('error', abandon);
    stream.on('error', abandon);
    if (fault?.kind === 'lose-answer') {
      // The emulator must apply the call even when the client has given up.
      stream.pipe(call);
      call.resume();
      call.on('end', () => setTimeout(abandon, fault.afterMs));
      return;
    }
    stream.on('aborted', abandon);
    let trailers: IncomingHttpHeaders = {};
    call.on('trailers', (received) => {
      trailers = received;
    });
    call.on('response', (response) => {
      if (stream.destroyed) return;
      if ('grpc-status' in response) {
        // A response that consists only of a status.
        stream.respond(response, { endStream: true });
        call.resume();
        return;
      }
      stream.respond(response, { waitForTrailers: true });
      stream.on('wantTrailers', () => stream.sendTrailers(trailers));
      call.pipe(stream);
    });
    stream.pipe(call);
  };

  const server = createServer();
  server.on('session', (session) => {
    session.on('error', () => undefined);
    if (isAway) {
      session.destroy();
      return;
    }
    const upstream = connect(`http://${target}`);
    upstream.on('error', () => undefined);
    upstream.on('close', () => session.destroy());
    sessions.set(session, upstream);
    session.on('close', () => {
      sessions.delete(session);
      // Closes after the remaining calls are done.
      upstream.close();
    });
  });
  server.on('stream', (stream, headers) => {
    stream.on('error', () => undefined);
    const path = headers[':path'] ?? '';
    const upstream = stream.session && sessions.get(stream.session as ServerHttp2Session);
    const fault = isAway ? ({ kind: 'status', code: GrpcCode.unavailable } as const) : decide(path);
    if (fault !== undefined) {
      const name = fault.kind === 'status' ? `status ${fault.code}` : fault.kind;
      happened.set(name, (happened.get(name) ?? 0) + 1);
    }
    if (fault?.kind === 'status') {
      stream.resume();
      stream.respond(
        {
          ':status': 200,
          'content-type': 'application/grpc',
          'grpc-status': String(fault.code),
          'grpc-message': 'injected by a test',
        },
        { endStream: true },
      );
    } else if (upstream === undefined || upstream.destroyed) stream.close(constants.NGHTTP2_REFUSED_STREAM);
    else forward(stream, upstream, headers, fault);
  });
  const port = await listen(server, 0, '127.0.0.1', 'PORT');
  return {
    host: `127.0.0.1:${port}`,
    setFaults(next) {
      decide = next;
    },
    leave() {
      isAway = true;
      for (const session of sessions.keys()) session.destroy();
    },
    comeBack() {
      isAway = false;
    },
    happened,
    async [Symbol.asyncDispose]() {
      const all = [...sessions].flat();
      for (const session of all) session.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
