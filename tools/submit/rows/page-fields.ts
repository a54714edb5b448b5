/** Reads a page's metadata about its article: publication, title, date, address, author, language. Pure. */
import { isWebAddress } from '../../../functions/common/domain/web-address.ts';
import type { HtmlPage } from './html-blocks.ts';
import { mainText } from './main-text.ts';

export interface PageFields {
  readonly content: string;
  readonly publication: string | undefined;
  readonly title: string | undefined;
  readonly publishedAt: string | undefined;
  readonly url: string | undefined;
  readonly author: string | undefined;
  readonly language: string | undefined;
}

/**
 * The fields of a post that a page has.
 * @param address where it was found; undefined for a saved page that does not say so
 */
export function fieldsOfPage(page: HtmlPage, address: string | undefined): PageFields {
  const { meta } = page;
  const data = newsArticleOf(page.linkedData);
  const url = [page.canonical, meta.get('og:url'), address]
    .map((link) => absolute(link, address))
    .find(Boolean);
  return {
    content: mainText(page),
    publication:
      meta.get('og:site_name') ?? nameOf(data.publisher) ?? meta.get('application-name') ?? hostOf(url),
    title: meta.get('og:title') ?? textIn(data.headline) ?? (page.title === '' ? undefined : page.title),
    publishedAt: firstOf(
      meta.get('article:published_time'),
      textIn(data.datePublished),
      ...[
        'datepublished',
        'date',
        'pubdate',
        'publishdate',
        'dc.date',
        'dc.date.issued',
        'parsely-pub-date',
        'sailthru.date',
      ].map((name) => meta.get(name)),
    ),
    url,
    author: firstOf(meta.get('author'), ...[data.author].flat().map(nameOf)),
    language: page.language,
  };
}

function firstOf(...values: readonly (string | undefined)[]): string | undefined {
  return values.find((value) => value !== undefined && value !== '');
}

function absolute(link: string | undefined, base: string | undefined): string | undefined {
  const url = link === undefined ? null : URL.parse(link, base);
  return url !== null && isWebAddress(url.href) ? url.href : undefined;
}

/** The host of an address names a publication that does not name itself. */
export function hostOf(address: string | undefined): string | undefined {
  const url = address === undefined ? null : URL.parse(address);
  return url === null || url.hostname === '' ? undefined : url.hostname.replace(/^www\./, '');
}

type Linked = Readonly<Record<string, unknown>>;

/** The article among the JSON-LD of a page (https://schema.org/Article); empty where there is none. */
function newsArticleOf(texts: readonly string[]): Linked {
  for (const text of texts) {
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      continue;
    }
    const nodes = [value]
      .flat()
      .flatMap((node: unknown) => (isLinked(node) ? [node, ...[node['@graph']].flat()] : []));
    const article = nodes
      .filter(isLinked)
      .find((node) =>
        [node['@type']].flat().some((type) => /(?:Article|Posting|Report)$/.test(String(type))),
      );
    if (article !== undefined) return article;
  }
  return {};
}

function isLinked(value: unknown): value is Linked {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function nameOf(value: unknown): string | undefined {
  return isLinked(value) ? textIn(value.name) : textIn(value);
}

function textIn(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
}
