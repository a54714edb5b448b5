/**
 * A TCP proxy that degrades a network: latency, loss, and an unavailable peer. A proxy cannot drop packets of
 * a stream. Loss delays a TCP stream until retransmission, so a lost segment here waits for one
 * retransmission timeout and delays all that follow.
 */
import { createConnection, createServer, type Socket } from 'node:net';
import { Transform } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { listen } from '../../../functions/common/process/ports.ts';
import type { SeededRandom } from '../random.ts';

export interface TcpProxy extends AsyncDisposable {
  /** host:port to connect to. */
  readonly host: string;
  /** Breaks all connections and refuses new ones. */
  readonly leave: () => Promise<void>;
  /** Accepts connections again, at the same port. */
  readonly comeBack: () => Promise<void>;
  /** The number of segments delayed because they were "lost". */
  readonly lost: () => number;
}

/**
 * TCP's usual first retransmission timeout on a path of about 100 ms, in milliseconds (RFC 6298, with Linux's
 * minimum of 200 ms).
 */
const RETRANSMISSION_MS = 300;
/** The largest segment. */
const SEGMENT_BYTES = 16_384;

/**
 * Opens a proxy on a free port.
 * @param options.target host:port
 * @param options.delayMs one-way delay
 * @param options.loss share of segments that are lost, 0 to 1
 */
export async function openTcpProxy(options: {
  readonly target: string;
  readonly random: SeededRandom;
  readonly delayMs?: number;
  readonly loss?: number;
}): Promise<TcpProxy> {
  const [host = '', port = ''] = options.target.split(':');
  const { delayMs = 0, loss = 0 } = options;
  const sockets = new Set<Socket>();
  let lost = 0;

  const worsen = (): Transform => {
    let arrivesAt = 0;
    // Delivers in order, whatever the timers do, because bytes of a stream never overtake each other.
    let delivered: Promise<void> = Promise.resolve();
    return new Transform({
      highWaterMark: 1 << 20,
      transform(chunk: Buffer, _encoding, done) {
        arrivesAt = Math.max(arrivesAt, performance.now() + delayMs);
        for (let from = 0; from < chunk.length; from += SEGMENT_BYTES) {
          if (!options.random.chance(loss)) continue;
          lost += 1;
          arrivesAt += RETRANSMISSION_MS;
        }
        const at = arrivesAt;
        delivered = delivered.then(async () => {
          const wait = at - performance.now();
          if (wait > 0) await sleep(wait);
          if (!this.destroyed) this.push(chunk);
        });
        done();
      },
      flush(done) {
        void delivered.then(() => done());
      },
    });
  };

  const server = createServer((inbound) => {
    const outbound = createConnection({ host, port: Number(port) });
    for (const [socket, other] of [
      [inbound, outbound],
      [outbound, inbound],
    ] as const) {
      sockets.add(socket);
      socket.setNoDelay(true);
      socket.on('error', () => other.destroy());
      socket.on('close', () => {
        sockets.delete(socket);
        if (delayMs === 0) other.destroy();
      });
    }
    if (delayMs === 0 && loss === 0) {
      inbound.pipe(outbound).pipe(inbound);
    } else {
      inbound.pipe(worsen()).pipe(outbound);
      outbound.pipe(worsen()).pipe(inbound);
    }
  });
  const own = await listen(server, 0, '127.0.0.1', 'PORT');
  const leave = async (): Promise<void> => {
    const closed = new Promise((resolve) => server.close(resolve));
    for (const socket of sockets) socket.destroy();
    await closed;
  };
  return {
    host: `127.0.0.1:${own}`,
    leave,
    comeBack: async () => {
      await listen(server, own, '127.0.0.1', 'PORT');
    },
    lost: () => lost,
    [Symbol.asyncDispose]: leave,
  };
}
