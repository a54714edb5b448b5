import { request } from 'node:http';
import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { startSubmit } from '../support/submit/submit-process.ts';

test('a client that is still sending can read the response before its connection closes', async () => {
  await using submit = await startSubmit({});
  // The worst case: the client sends as fast as the connection allows, and reads the response only at the
  // end.
  const outgoing = request(`${submit.url}/posts`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
  });
  const answered = new Promise<{ status: number | undefined; connection: string | undefined; body: string }>(
    (resolve, reject) => {
      outgoing.on('error', reject);
      outgoing.on('response', async (response) => {
        const body = (await response.setEncoding('utf8').toArray()).join('');
        resolve({ status: response.statusCode, connection: response.headers.connection, body });
      });
    },
  );
  Readable.from(Array(180).fill(Buffer.alloc(100_000, 0x20))).pipe(outgoing);
  const answer = await answered;
  expect(answer).toMatchObject({ status: 413, connection: 'close' });
  expect(JSON.parse(answer.body).detail).toContain('more than 10,000,000 bytes');
});
