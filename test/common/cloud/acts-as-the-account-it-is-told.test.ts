import { createServer, type Server } from 'node:http';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { credentialsFor } from '../../../functions/common/cloud/credentials.ts';
import { listen } from '../../../functions/common/process/ports.ts';

const ACCOUNT = 'news-save@demo.iam.gserviceaccount.com';

/**
 * Plays the metadata server, which knows the machine's own account, and IAM, which issues tokens for others.
 */
let server: Server;
let url: string;
let asked: { readonly path: string; readonly authorization: string | undefined; readonly body: string }[];

beforeEach(async () => {
  asked = [];
  server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    const path = request.url ?? '';
    asked.push({ path, authorization: request.headers.authorization, body });
    const isMetadata = path.startsWith('/computeMetadata/');
    response.writeHead(200, { 'content-type': 'application/json', 'metadata-flavor': 'Google' });
    response.end(
      JSON.stringify(
        isMetadata
          ? { access_token: 'of-the-machine', expires_in: 3599, token_type: 'Bearer' }
          : { accessToken: 'of-the-account', expireTime: new Date(Date.now() + 3_600_000).toISOString() },
      ),
    );
  });
  url = `http://127.0.0.1:${await listen(server, 0, '127.0.0.1', 'PORT')}`;
  process.env.GCE_METADATA_HOST = new URL(url).host;
});

afterEach(() => {
  delete process.env.GCE_METADATA_HOST;
  server.closeAllConnections();
  server.close();
});

test('without a configured account, a client uses the default credentials', () => {
  expect(credentialsFor(undefined)).toEqual({});
  expect(credentialsFor('')).toEqual({});
});

test("with a configured account, a client asks IAM for its token, with the machine's own token", async () => {
  const { auth } = credentialsFor(ACCOUNT, url);
  const client = await auth?.getClient();
  expect((await client?.getAccessToken())?.token).toBe('of-the-account');
  const toIam = asked.find(({ path }) => path.includes('generateAccessToken'));
  expect(toIam).toMatchObject({
    path: `/v1/projects/-/serviceAccounts/${ACCOUNT}:generateAccessToken`,
    authorization: 'Bearer of-the-machine',
  });
  expect(JSON.parse(toIam?.body ?? '')).toMatchObject({
    scope: ['https://www.googleapis.com/auth/cloud-platform'],
  });
});
