/** Decides on the format of a source: by the option, else by its name, else by its beginning. Pure. */

export const formats = ['csv', 'tsv', 'jsonl', 'json', 'text', 'html', 'feed', 'warc', 'parquet'] as const;
export type Format = (typeof formats)[number];

const extensions: Readonly<Record<string, Format>> = {
  csv: 'csv',
  psv: 'csv',
  tsv: 'tsv',
  tab: 'tsv',
  jsonl: 'jsonl',
  ndjson: 'jsonl',
  json: 'json',
  txt: 'text',
  text: 'text',
  html: 'html',
  htm: 'html',
  xhtml: 'html',
  xml: 'feed',
  rss: 'feed',
  atom: 'feed',
  rdf: 'feed',
  warc: 'warc',
  wet: 'warc',
  parquet: 'parquet',
  parq: 'parquet',
};

const packed = /\.(?:gz|gzip|bz2|xz|zst|zstd|bgz)$/i;

/** The format that a name says, without endings of compression; undefined where it says none. */
export function formatOfName(name: string): Format | undefined {
  const extension = extensionOf(name);
  return Object.hasOwn(extensions, extension) ? extensions[extension] : undefined;
}

/** The extension of a name in lower case, without those of compression; empty where there is none. */
export function extensionOf(name: string): string {
  let stem = name;
  while (packed.test(stem)) stem = stem.replace(packed, '');
  const [, extension = ''] = /\.([a-z0-9]+)$/i.exec(stem) ?? [];
  return extension.toLowerCase();
}

/** Whether a name is that of a zip archive. */
export function isZipName(name: string): boolean {
  return extensionOf(name) === 'zip';
}

/** The format by the beginning of the text, for a name that says none. */
export function formatOfBeginning(head: string): Format | undefined {
  const text = head.replace(/^\ufeff?\s+/, '');
  if (/^WARC\/\d/.test(text)) return 'warc';
  if (/^PAR1/.test(text)) return 'parquet';
  if (isFeed(text)) return 'feed';
  if (/^(?:<!--.*?-->\s*)*<(?:!doctype html|html|head|body)\b/is.test(text.slice(0, 10_000))) return 'html';
  // A JSON sequence (RFC 7464) has a record separator before each value.
  if (/^[[{]/.test(text.replace('\u001e', '').trimStart())) return 'json';
  return undefined;
}

const root = /^(?:\s|<\?.*?\?>|<!--.*?-->|<!doctype[^>]*>)*<(?:\w+:)?(rss|feed|rdf)[\s>]/is;

/** Whether a text begins as a feed does: RSS, Atom, or JSON Feed (https://www.jsonfeed.org/version/1.1/). */
export function isFeed(head: string): boolean {
  const beginning = head.slice(0, 10_000);
  return root.test(beginning) || /^\s*\{[^{[]*"https?:\/\/(?:www\.)?jsonfeed\.org\/version\//.test(beginning);
}
