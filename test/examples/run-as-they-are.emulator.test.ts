import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { openApiDocument } from '../../functions/show/openapi.ts';
import { testEngine } from '../support/emulators.ts';
import { anyPorts } from '../support/pipeline/any-ports.ts';
import { startNode } from '../support/processes/child.ts';

const run = promisify(execFile);
const FEED = `<?xml version="1.0"?><rss version="2.0"><channel><title>Lakeside News</title>
<link>https://example.org/</link><description>News</description><item><title>Regatta</title><guid>1</guid>
<link>https://example.org/1</link><description>Oksana Hryhorenko won the regatta on Lake Geneva.</description>
</item></channel></rss>`;

/** Serves the feed of the example at its own address. */
async function serveFeed(): Promise<AsyncDisposable & { readonly url: string }> {
  const server = createServer((_, response) =>
    response.writeHead(200, { 'content-type': 'application/rss+xml' }).end(FEED),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/feed.xml`,
    [Symbol.asyncDispose]: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

test('each script does what it says on a pipeline started by npm start', { timeout: 120_000 }, async () => {
  await using feed = await serveFeed();
  const base = { PATH: process.env.PATH, HOME: process.env.HOME };
  await using pipeline = startNode(['emulators/pipeline/cli.ts', '--engine', testEngine, '--empty'], {
    ...base,
    ...anyPorts,
  });
  await pipeline.printed(/Ctrl-C ends/);
  const submit = /(http:\/\/127\.0\.0\.1:\d+)\/posts/.exec(pipeline.stdout())?.[1] ?? '';
  const show = /live counts: (http:\/\/127\.0\.0\.1:\d+)\//.exec(pipeline.stderr())?.[1] ?? '';
  const env = { ...base, SUBMIT_URL: submit, SHOW_URL: show };

  const post = await run('sh', ['examples/post.sh'], { env });
  expect(post.stdout).toContain('Grace Hopper');
  await run('npm', ['run', '--silent', 'submit', '--', 'examples/posts.csv'], { env });
  await run('sh', ['examples/feed.sh', feed.url], { env });
  const articles = async (): Promise<unknown> => (await fetch(`${show}/api/stats`)).json();
  await expect.poll(articles, { timeout: 60_000 }).toMatchObject({ articles: 18, publications: 5 });
  const client = async (): Promise<string> =>
    (await run(process.execPath, ['examples/client.ts'], { env })).stdout;
  await expect.poll(client, { timeout: 30_000, interval: 1_000 }).toContain('Lena Okafor (person)');
});

test('the addresses in the other examples are in the OpenAPI document, with their parameters', () => {
  const { paths } = openApiDocument('http://127.0.0.1:8081') as {
    readonly paths: Readonly<
      Record<string, { readonly get?: { readonly parameters?: readonly { readonly name: string }[] } }>
    >;
  };
  const texts = ['grafana-panel.json', 'README.md', 'client.ts', 'post.sh'].map((name) =>
    readFileSync(`examples/${name}`, 'utf8'),
  );
  const addresses = [...texts.join('\n').matchAll(/\/api\/([\w/%]+)(?:\.csv)?(?:\?([\w=&]+))?/g)];
  expect(addresses.length).toBeGreaterThan(3);
  for (const [, path = '', query = ''] of addresses) {
    if (path === 'openapi') continue;
    const known = paths[`/api/${path.replace(/^publications\/[^/]+/, 'publications/{id}')}`]?.get;
    expect(known, path).toBeDefined();
    const names = known?.parameters?.map(({ name }) => name) ?? [];
    for (const parameter of new URLSearchParams(query).keys()) expect(names, path).toContain(parameter);
  }
});
