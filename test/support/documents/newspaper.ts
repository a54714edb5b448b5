/**
 * Writes the files that the commands of the documents read. Their articles have the names that the commands
 * ask for.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Folder } from '../folder.ts';

const ARTICLES = `publication,id,title,content
Example Times,et-1,Talks,"Angela Merkel met Emmanuel Macron in Paris. Merkel then flew to London."
Example Times,et-2,Deliveries,"Amazon opens an office in London, the company said."
Evening Post,ep-1,Talks,"Frau Merkel spoke in Berlin and left for London."
`;
const POST = '{"publication": "Evening Post", "content": "Ada Lovelace was born in London."}\n';

/** A feed of one article. */
function feedOf(title: string, text: string): string {
  return `<?xml version="1.0"?><rss version="2.0"><channel><title>Lakeside News</title>
<link>https://example.org/</link><description>News</description><item><title>${title}</title>
<guid>${title}</guid><link>https://example.org/${title}</link><description>${text}</description>
</item></channel></rss>`;
}

/** Writes the files that documents name: a table, a feed, a folder, and JSON lines. */
export async function writeNewspaper(folder: Folder): Promise<void> {
  await writeFile(folder.file('articles.csv'), ARTICLES);
  await writeFile(
    folder.file('feed.xml'),
    feedOf('Regatta', 'Oksana Hryhorenko won the regatta on Lake Geneva.'),
  );
  await mkdir(folder.file('folder'));
  await writeFile(folder.file('folder/post.jsonl'), POST);
  await writeFile(folder.file('posts.jsonl'), POST);
}

/** Serves a feed at its own address. */
export async function serveFeed(): Promise<AsyncDisposable & { readonly url: string }> {
  const feed = feedOf('Harvest', 'Tomaž Novak opened the fair in Maribor.');
  const server = createServer((_, response) =>
    response.writeHead(200, { 'content-type': 'application/rss+xml' }).end(feed),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/feed`,
    [Symbol.asyncDispose]: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
