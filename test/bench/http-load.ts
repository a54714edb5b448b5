/**
 * Load over HTTP from one thread that takes less of the processor than any server it loads: requests are made
 * as bytes beforehand, one is in flight on each connection, and of an answer only the status and the end are
 * read. Node's own client takes as much of the processor as a server, and would be measured instead of it.
 */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

export interface HttpLoad {
  readonly url: string;
  readonly type: string;
  readonly bodies: readonly Buffer[];
  readonly connections: number;
  /** The status that each answer has to have. */
  readonly expected: number;
}

export interface LoadFigures {
  readonly requests: number;
  readonly seconds: number;
  /** Of each request, in milliseconds. */
  readonly ms: readonly number[];
}

/** Where an answer ends and what it says. */
export interface HttpAnswer {
  readonly status: number;
  /** Bytes of head and body. */
  readonly length: number;
}

/**
 * Reads the answer at the beginning of what a connection has sent.
 * @returns undefined when more has to come
 * @throws Error for an answer without a length
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
 * Sends requests for some time. Each connection sends its next request after the answer to the one before.
 * @throws Error when an answer has another status, or a connection ends
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
