import { expect, test } from 'vitest';
import { beforeTests, sharedEmulators } from '../support/shared.ts';
import { type ApiClient, openApiClient } from '../support/show/api-client.ts';
import { seed } from '../support/show/seed.ts';
import { type ServedShow, serveShow } from '../support/show/serve.ts';
import { postNaming } from '../support/store.ts';

const ALLOWED = 'https://allowed.example';

const emulators = sharedEmulators();
let show: ServedShow;
let api: ApiClient;

beforeTests(async (parts) => {
  await seed(emulators, [
    postNaming('Example Times', [{ type: 'person', text: 'Ada Lovelace', count: 5 }]),
    postNaming('The Daily Planet', []),
  ]);
  show = parts.use(await serveShow({ ...emulators.env, SHOW_CORS_ORIGINS: ALLOWED }));
  api = await openApiClient(show.url);
});

test('a path that cannot be decoded is answered with a problem document, not with a page of the framework', async () => {
  const response = await fetch(`${show.url}/api/publications/%E0%A4%A`);
  expect([response.status, response.headers.get('content-type')]).toEqual([400, 'application/problem+json']);
});

test('other methods are refused with the allowed ones', async () => {
  for (const method of ['POST', 'PUT', 'DELETE', 'PATCH']) {
    const body = method === 'DELETE' ? null : '{"not json';
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(`${show.url}/api/stats`, { method, body, headers });
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET, HEAD, OPTIONS']);
    expect(await response.json()).toMatchObject({ status: 405, title: 'Method Not Allowed' });
  }
});

test('HEAD has the headers of GET and no body', async () => {
  const got = await fetch(`${show.url}/api/stats`);
  const head = await fetch(`${show.url}/api/stats`, { method: 'HEAD' });
  expect(head.headers.get('etag')).toBe(got.headers.get('etag'));
  expect(head.headers.get('content-length')).toBe(got.headers.get('content-length'));
  expect(await head.text()).toBe('');
});

test('an unchanged response is 304, and a changed one is sent', async () => {
  const path = '/api/publications/changing/names?limit=1&by=mentions';
  const two = [
    { type: 'person', text: 'A', count: 2 },
    { type: 'person', text: 'B', count: 1 },
  ] as const;
  await seed(emulators, [postNaming('Changing', two)]);
  const first = await api.get(path);
  const etag = first.headers.get('etag') ?? '';
  const again = await api.get(path, { 'if-none-match': `"other", ${etag}` });
  expect([again.status, again.body]).toEqual([304, undefined]);
  await seed(emulators, [postNaming('Changing', two)]);
  const changed = await api.get(path, { 'if-none-match': etag });
  expect([changed.status, changed.body.names[0].mentions]).toEqual([200, 4]);
});

test('live counts may be cached for a moment, a page of the past longer', async () => {
  const live = await api.get('/api/publications?limit=1');
  expect(live.headers.get('cache-control')).toBe('max-age=0');
  const past = await api.get(`/api/publications?limit=1&cursor=${live.body.nextCursor}`);
  expect(past.headers.get('cache-control')).toBe('max-age=300');
});

test('only configured origins may read the API from their pages', async () => {
  const from = (origin: string, method = 'GET'): Promise<Response> =>
    fetch(`${show.url}/api/stats`, { method, headers: { origin } });
  const allowed = await from(ALLOWED);
  expect(allowed.headers.get('access-control-allow-origin')).toBe(ALLOWED);
  expect(allowed.headers.get('vary')).toContain('Origin');
  const other = await from('https://other.example');
  expect(other.headers.get('access-control-allow-origin')).toBeNull();
  expect(other.headers.get('vary')).toContain('Origin');
  const preflight = await from(ALLOWED, 'OPTIONS');
  expect([preflight.status, preflight.headers.get('access-control-allow-methods')]).toEqual([
    204,
    'GET, HEAD',
  ]);
});

test('responses are compressed in the encoding that the client prefers', async () => {
  const encodingOf = async (accepted: string): Promise<string | null> => {
    const response = await fetch(`${show.url}/api/openapi.json`, {
      headers: { 'accept-encoding': accepted },
    });
    expect(await response.json()).toEqual(api.document);
    return response.headers.get('content-encoding');
  };
  expect(await encodingOf('br, gzip')).toBe('br');
  expect(await encodingOf('gzip')).toBe('gzip');
  expect(await encodingOf('identity')).toBeNull();
});

test('when Firestore is unavailable, the response is 503 with Retry-After', async () => {
  // No server listens on port 1.
  await using lonely = await serveShow({
    ...emulators.env,
    FIRESTORE_EMULATOR_HOST: '127.0.0.1:1',
    SHOW_FIRESTORE_TIMEOUT_MS: '300',
  });
  const path = '/api/stats';
  const response = await fetch(lonely.url + path);
  const answer = { status: response.status, headers: response.headers, body: await response.json() };
  api.check('get', path, answer);
  expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '5']);
  // The page itself needs no Firestore. It opens and shows the problem.
  expect((await fetch(`${lonely.url}/`)).status).toBe(200);
});

test('pages have a strict policy, and a path without a view is 404', async () => {
  const page = await fetch(`${show.url}/publications/example%20times`);
  const policy = page.headers.get('content-security-policy') ?? '';
  expect(policy).toContain("default-src 'none'");
  expect(policy).not.toContain('unsafe');
  expect(policy).not.toContain('http');
  expect((await fetch(`${show.url}/no/such/view/here`)).status).toBe(404);
  expect((await fetch(`${show.url}/assets/none.js`)).status).toBe(404);
});

test('the page includes the licences of its parts', async () => {
  const html = await (await fetch(`${show.url}/`)).text();
  const [, path] = /rel="license" href="([^"]+)"/.exec(html) ?? [];
  const licences = await (await fetch(show.url + path)).text();
  for (const name of ['@fontsource-variable/newsreader', 'd3-cloud', 'lit-html'])
    expect(licences).toContain(name);
  expect(licences).toContain('SIL OPEN FONT LICENSE');
});
