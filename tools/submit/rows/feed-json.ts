/** Reads the articles of a JSON Feed (https://www.jsonfeed.org/version/1.1/). Pure. */
import { z } from 'zod';
import type { Feed, FeedItem } from './feed-xml.ts';
import { textOfHtml } from './html-blocks.ts';

const text = z.string().optional().catch(undefined);
const authors = z
  .array(z.object({ name: text }))
  .optional()
  .catch(undefined);

const Item = z.object({
  id: z.union([z.string(), z.number()]).optional().catch(undefined),
  url: text,
  external_url: text,
  title: text,
  content_html: text,
  content_text: text,
  summary: text,
  date_published: text,
  date_modified: text,
  authors,
  author: z.object({ name: text }).optional().catch(undefined),
  language: text,
});

const JsonFeed = z.object({
  version: z.string().includes('jsonfeed.org'),
  title: text,
  language: text,
  items: z.array(z.unknown()),
});

/** Reads a feed; undefined where the text is none. */
export function parseJsonFeed(json: string): Feed | undefined {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    return undefined;
  }
  const feed = JsonFeed.safeParse(value).data;
  if (feed === undefined) return undefined;
  const items = feed.items.flatMap((item): FeedItem[] => {
    const read = Item.safeParse(item).data;
    if (read === undefined) return [];
    const html = read.content_html === undefined ? undefined : textOfHtml(read.content_html);
    const author = [...(read.authors ?? []), ...(read.author === undefined ? [] : [read.author])]
      .flatMap(({ name }) => (name === undefined ? [] : [name]))
      .join(', ');
    return [
      {
        content: [html, read.content_text, read.summary, read.title].find(
          (found) => found !== undefined && found !== '',
        ),
        publication: feed.title,
        id: read.id === undefined ? read.url : String(read.id),
        publishedAt: read.date_published ?? read.date_modified,
        url: read.url ?? read.external_url,
        title: read.title,
        author: author === '' ? undefined : author,
        language: read.language ?? feed.language,
      },
    ];
  });
  return { items, isCutOff: false };
}
