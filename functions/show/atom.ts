/** Feeds for readers of news (Atom, RFC 4287). What is in a feed is decided in `answers/feeds.ts`. Pure. */
import { createHash } from 'node:crypto';

export interface AtomEntry {
  /** Names the entry for good; the same parts always give the same id. */
  readonly id: readonly string[];
  readonly title: string;
  /** Whose words it leads to. */
  readonly author: string;
  /** In the form of RFC 3339. */
  readonly updated: string;
  /** An address, or a path on this server. */
  readonly link?: string | undefined;
  readonly text: string;
}

export interface AtomFeed {
  readonly id: readonly string[];
  readonly title: string;
  readonly updated: string;
  /** The path of the feed itself, and of the view of the page that shows the same. */
  readonly self: string;
  readonly page: string;
  readonly entries: readonly AtomEntry[];
}

/** Writes a feed. Links to this server are relative, because a function does not know how it is reached. */
export function formatAtom({ id, title, updated, self, page, entries }: AtomFeed): string {
  return `<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom">
<id>${idOf(id)}</id>
<title>${escapeXml(title)}</title>
<updated>${updated}</updated>
<link rel="self" type="application/atom+xml" href="${escapeXml(self)}"/>
<link rel="alternate" type="text/html" href="${escapeXml(page)}"/>
<author><name>entity-pipeline</name></author>
<generator>entity-pipeline</generator>
${entries.map(formatEntry).join('')}</feed>
`;
}

function formatEntry({ id, title, author, updated, link, text }: AtomEntry): string {
  const alternate = link === undefined ? '' : `<link rel="alternate" href="${escapeXml(link)}"/>\n`;
  return `<entry>
<id>${idOf(id)}</id>
<title>${escapeXml(title)}</title>
<updated>${updated}</updated>
${alternate}<author><name>${escapeXml(author)}</name></author>
<content type="text">${escapeXml(text)}</content>
</entry>
`;
}

/** A UUID made of a hash (version 8 of RFC 9562), because ids of Atom are absolute and never change. */
function idOf(parts: readonly string[]): string {
  const hash = createHash('sha256').update(JSON.stringify(parts)).digest('hex');
  return `urn:uuid:${hash.slice(0, 8)}-${hash.slice(8, 12)}-8${hash.slice(13, 16)}-8${hash.slice(17, 20)}-${hash.slice(20, 32)}`;
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};
/** Characters that no document of XML may have, escaped or not (https://www.w3.org/TR/xml/#charsets). */
const FORBIDDEN = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;

/** A text as content or an attribute; what XML cannot hold becomes U+FFFD. */
function escapeXml(text: string): string {
  return text
    .replace(FORBIDDEN, '\ufffd')
    .replace(/[&<>"']/g, (character) => entities[character] ?? character);
}
