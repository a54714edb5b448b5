/** A server in place of the function, for responses that the real one gives only on errors. */
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';

export interface FakeRequest {
  readonly headers: IncomingHttpHeaders;
  readonly lines: readonly string[];
  /** The number of earlier requests. */
  readonly number: number;
}

export interface FakeAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** Sends no response and resets the connection. */
  readonly reset?: true;
}

export interface FakeFunction extends AsyncDisposable {
  readonly url: string;
  readonly requests: readonly FakeRequest[];
}

/** Accepts everything. */
export function acceptAll({ lines }: FakeRequest): FakeAnswer {
  return {
    status: 202,
    body: { accepted: lines.map((_, index) => ({ index, id: `p${index}` })), rejected: [] },
  };
}

/** Starts it. */
export async function startFakeFunction(
  answer: (request: FakeRequest) => FakeAnswer | Promise<FakeAnswer>,
): Promise<FakeFunction> {
  const requests: FakeRequest[] = [];
  const server = createServer(async (request, response) => {
    const text = (await request.setEncoding('utf8').toArray()).join('');
    const received = {
      headers: request.headers,
      lines: text.split('\n').filter((line) => line !== ''),
      number: requests.length,
    };
    requests.push(received);
    const { status, headers, body, reset } = await answer(received);
    if (reset) request.socket.resetAndDestroy();
    else response.writeHead(status, headers).end(typeof body === 'string' ? body : JSON.stringify(body));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`,
    requests,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
