/** Compares the answers of submit with the document, which covers submit too. */
import { expect, test } from 'vitest';
import { beforeTests, sharedEmulators } from '../support/shared.ts';
import { type ApiAnswer, type ApiClient, openApiClient } from '../support/show/api-client.ts';
import { serveShow } from '../support/show/serve.ts';
import { type SubmitProcess, startSubmit } from '../support/submit/submit-process.ts';

const emulators = sharedEmulators();
let submit: SubmitProcess;
let api: ApiClient;

beforeTests(async (parts) => {
  submit = parts.use(await startSubmit(emulators.env));
  api = await openApiClient(parts.use(await serveShow(emulators.env)).url);
});

async function send(
  body: string,
  type = 'application/json',
  extra: Readonly<Record<string, string>> = {},
): Promise<ApiAnswer> {
  const headers = { 'content-type': type, ...extra };
  const response = await fetch(`${submit.url}/posts`, { method: 'POST', body, headers });
  const answer = { status: response.status, headers: response.headers, body: await response.json() };
  api.check('post', '/posts', answer);
  return answer;
}

const good = { publication: 'Example Times', content: 'Ada Lovelace in London.' };
const bad = { publication: '', content: 'Nobody.' };

test.for([
  ['a post', 202, JSON.stringify(good), 'application/json', {}],
  ['a batch', 202, JSON.stringify([good, good]), 'application/json', {}],
  [
    'a batch with a bad post',
    207,
    `${JSON.stringify(good)}\n${JSON.stringify(bad)}`,
    'application/x-ndjson',
    {},
  ],
  ['a batch of bad posts', 422, JSON.stringify([bad, bad]), 'application/json', {}],
  ['a bad post', 422, JSON.stringify(bad), 'application/json', {}],
  ['no JSON', 400, '{', 'application/json', {}],
  ['another media type', 415, 'hello', 'text/plain', {}],
  ['another encoding', 415, '{}', 'application/json', { 'content-encoding': 'zstd' }],
  ['too much', 413, ' '.repeat(10_000_001), 'application/json', {}],
] as const)('%s is answered with %i, as documented', async ([, status, body, type, extra]) => {
  expect((await send(body, type, extra)).status).toBe(status);
});
