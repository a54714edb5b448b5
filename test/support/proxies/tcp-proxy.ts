/**
 * A TCP proxy that makes a network worse: latency, loss, and a peer that is away. A proxy cannot drop packets
 * of a stream; what loss does to TCP is a stall until the packet is sent again, and that is what it imitates:
 * a segment that is lost waits for one retransmission time-out and holds up all that follows.
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
  /** Segments held up because they were "lost". */
  readonly lost: () => number;
}

/**
 * TCP's usual first retransmission time-out on a path of some 100 ms, in milliseconds (RFC 6298, with Linux's
 * floor of 200 ms).
 */
const RETRANSMISSION_MS = 300;
/** Segments are at most so long. */
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
    // One after the other, whatever the timers do: a stream's bytes never overtake each other.
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
