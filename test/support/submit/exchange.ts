/** HTTP by hand, for requests that no well-behaved client would send. */
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

export interface RawAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** All received bytes, interim and further responses included. */
  readonly text: string;
}

/** Bytes to send, or milliseconds to wait. */
export type RequestPart = string | Buffer | number;

/**
 * Sends the parts over a separate connection. Resolves to the first final response, or to undefined when the
 * connection closed without one.
 * @param parts sent in order; sending stops when a response is complete
 */
export function exchange(port: number, parts: readonly RequestPart[]): Promise<RawAnswer | undefined> {
  return new Promise((resolve) => {
    const received: Buffer[] = [];
    const socket = connect(port, '127.0.0.1');
    const finish = (): void => {
      socket.destroy();
      resolve(parseAnswer(Buffer.concat(received).toString('latin1')));
    };
    socket.on('data', (chunk) => {
      received.push(chunk);
      if (isComplete(parseAnswer(Buffer.concat(received).toString('latin1')))) finish();
    });
    socket.on('error', () => undefined).on('close', finish);
    void send();

    async function send(): Promise<void> {
      for (const part of parts) {
        if (socket.destroyed) return;
        if (typeof part === 'number') await sleep(part);
        else await new Promise((written) => socket.write(part, written));
      }
    }
  });
}

function parseAnswer(text: string): RawAnswer | undefined {
  const final = text.replace(/^(?:HTTP\/1\.1 1\d\d .*?\r\n\r\n)+/s, '');
  const [head, ...rest] = final.split('\r\n\r\n');
  const [, status] = /^HTTP\/1\.1 (\d{3}) /.exec(head ?? '') ?? [];
  if (head === undefined || status === undefined || rest.length === 0) return undefined;
  const headers = Object.fromEntries(
    head
      .split('\r\n')
      .slice(1)
      .map((line) => [line.replace(/:.*/s, '').toLowerCase(), line.replace(/^[^:]*:\s*/, '')]),
  );
  return {
    status: Number(status),
    headers,
    body: Buffer.from(rest.join('\r\n\r\n'), 'latin1').toString(),
    text,
  };
}

function isComplete(answer: RawAnswer | undefined): boolean {
  // These responses have no body (RFC 9112, section 6.3).
  if (answer?.status === 204 || answer?.status === 304) return true;
  const length = answer?.headers['content-length'];
  return answer !== undefined && length !== undefined && Buffer.byteLength(answer.body) >= Number(length);
}
