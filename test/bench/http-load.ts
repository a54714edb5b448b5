/**
 * Load over HTTP from one thread that needs less processor time than any server. Requests are prepared as
 * bytes, each connection has one in flight, and only the status and the end of a response are read. Node's
 * own client needs as much processor time as a server, and would be measured instead.
 */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

export interface HttpLoad {
  readonly url: string;
  readonly type: string;
  readonly bodies: readonly Buffer[];
  readonly connections: number;
  /** The status that each response must have. */
  readonly expected: number;
}

export interface LoadFigures {
  readonly requests: number;
  readonly seconds: number;
  /** The duration of each request, in milliseconds. */
  readonly ms: readonly number[];
}

/** The length and the status of a response. */
export interface HttpAnswer {
  readonly status: number;
  /** Bytes of head and body. */
  readonly length: number;
}

/**
 * Reads the response at the start of the received bytes.
 * @returns undefined until it is complete
 * @throws Error for a response without a length
 */
export function readAnswer(bytes: Buffer): HttpAnswer | undefined {
  const end = bytes.indexOf('\r\n\r\n');
  if (end === -1) return undefined;
  const head = bytes.subarray(0, end).toString('latin1');
  const length = /\r\ncontent-length: (\d+)/i.exec(head)?.[1];
  if (length === undefined) throw new Error(`an answer without a length: ${head}`);
  const whole = end + 4 + Number(length);
  return bytes.length < whole ? undefined : { status: Number(head.slice(9, 12)), length: whole };
}

/**
 * Sends requests for this time. Each connection sends its next request after the response to the one before.
 * @throws Error when a response has another status, or a connection ends
 */
export async function applyLoad(load: HttpLoad, seconds: number): Promise<LoadFigures> {
  const { hostname, port, pathname, host } = new URL(load.url);
  const requests = load.bodies.map((body) =>
    Buffer.concat([
      Buffer.from(
        `POST ${pathname} HTTP/1.1\r\nhost: ${host}\r\ncontent-type: ${load.type}\r\ncontent-length: ${body.length}\r\n\r\n`,
      ),
      body,
    ]),
  );
  const ms: number[] = [];
  let next = 0;
  const startedAt = performance.now();
  const endAt = startedAt + seconds * 1_000;
  const exchange = (socket: Socket): Promise<void> =>
    new Promise((resolve, reject) => {
      let received: Buffer = Buffer.alloc(0);
      let sentAt = 0;
      const send = (): void => {
        sentAt = performance.now();
        if (sentAt >= endAt) resolve();
        else socket.write(requests[next++ % requests.length] ?? '');
      };
      socket.on('error', reject).on('close', () => reject(new Error('the server closed a connection')));
      socket.on('data', (chunk) => {
        received = received.length === 0 ? chunk : Buffer.concat([received, chunk]);
        const answer = readAnswer(received);
        if (answer === undefined) return;
        ms.push(performance.now() - sentAt);
        if (answer.status !== load.expected)
          reject(new Error(`${load.url} answers ${answer.status}: ${received.toString().slice(0, 500)}`));
        received = received.subarray(answer.length);
        send();
      });
      send();
    });
  const sockets = await Promise.all(
    Array.from({ length: load.connections }, async () => {
      const socket = connect(Number(port), hostname).setNoDelay();
      await once(socket, 'connect');
      return socket;
    }),
  );
  try {
    await Promise.all(sockets.map(exchange));
  } finally {
    for (const socket of sockets) socket.removeAllListeners('close').destroy();
  }
  return { requests: ms.length, seconds: (performance.now() - startedAt) / 1_000, ms };
}
