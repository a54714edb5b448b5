/**
 * Reads the articles of an RSS or Atom feed (https://www.rssboard.org/rss-specification, RFC 4287). Pure. The
 * text is parsed by htmlparser2, which tolerates XML that is not well-formed. Dates stay unparsed, because
 * feed readers lose those in BST or CEST.
 */
import { type Element, isTag } from 'domhandler';
import { getInnerHTML, textContent } from 'domutils';
import { parseDocument } from 'htmlparser2';
import { textOfHtml } from './html-blocks.ts';

/** An article as a feed has it. A missing field is undefined. */
export interface FeedItem {
  readonly content: string | undefined;
  readonly publication: string | undefined;
  readonly id: string | undefined;
  readonly publishedAt: string | undefined;
  readonly url: string | undefined;
  readonly title: string | undefined;
  readonly author: string | undefined;
  readonly language: string | undefined;
}

export interface Feed {
  readonly items: readonly FeedItem[];
  /** Whether the text ends before the feed does; its last item may then be a part of one, and is left out. */
  readonly isCutOff: boolean;
}

/** Reads a feed; undefined where the text is none. */
export function parseXmlFeed(text: string): Feed | undefined {
  const document = parseDocument(text, { xmlMode: true });
  const root = document.children.find(isTag);
  const kind = root && localName(root);
  if (root === undefined || kind === undefined || !/^(?:rss|feed|rdf)$/i.test(kind)) return undefined;
  const channel = /^feed$/i.test(kind) ? root : (child(root, 'channel') ?? root);
  const isCutOff = !new RegExp(`</${root.name}\\s*>\\s*(?:<!--[^]*-->\\s*)?$`, 'i').test(text);
  const items = [...children(channel, 'item', 'entry'), ...(channel === root ? [] : children(root, 'item'))];
  if (isCutOff) items.pop();
  const common = {
    publication: lineIn(child(channel, 'title')),
    language: lineIn(child(channel, 'language')) ?? root.attribs['xml:lang'],
    base: root.attribs['xml:base'] ?? linkOf(channel, undefined),
  };
  return { items: items.map((item) => itemOf(item, common)), isCutOff };
}

interface Common {
  readonly publication: string | undefined;
  readonly language: string | undefined;
  readonly base: string | undefined;
}

function itemOf(item: Element, { publication, language, base }: Common): FeedItem {
  const title = lineIn(child(item, 'title'));
  const guid = child(item, 'guid', 'id');
  const url =
    linkOf(item, base) ??
    (guid?.attribs.isPermaLink === 'false' ? undefined : webAddress(lineIn(guid), base));
  const texts = [
    ...children(item, 'content:encoded', 'encoded', 'content'),
    ...children(item, 'description', 'summary'),
  ].map(textIn);
  return {
    content: texts.find((text) => text !== '') ?? title,
    publication: publication ?? lineIn(child(child(item, 'source'), 'title')),
    id: lineIn(guid) ?? url,
    publishedAt: lineIn(
      child(item, 'pubdate', 'published', 'dc:date', 'date', 'issued', 'updated', 'modified'),
    ),
    url,
    title,
    author:
      lineIn(child(item, 'dc:creator', 'creator')) ??
      lineIn(child(child(item, 'author'), 'name')) ??
      lineIn(child(item, 'author')),
    language: item.attribs['xml:lang'] ?? language,
  };
}

/** Names are compared without their case, and without a prefix where none is asked for. */
function localName({ name }: Element): string {
  return name.slice(name.indexOf(':') + 1);
}

/** The elements of the first of these names that there is. */
function children(parent: Element, ...names: readonly string[]): Element[] {
  const elements = parent.children.filter(isTag);
  for (const name of names) {
    const found = elements.filter(
      (element) => element.name.toLowerCase() === name || (!name.includes(':') && isPlain(element, name)),
    );
    if (found.length > 0) return found;
  }
  return [];
}

/**
 * A prefix may mean the feed's own namespace. In other namespaces the same names mean other things, as in
 * `media:content`.
 */
function isPlain(element: Element, name: string): boolean {
  return /^(?:atom|a10|rss|ns\d+):/i.test(element.name) && localName(element).toLowerCase() === name;
}

function child(parent: Element | undefined, ...names: readonly string[]): Element | undefined {
  return parent && children(parent, ...names)[0];
}

/** The readable text of an element: escaped HTML, HTML in a CDATA section, XHTML in order, or plain text. */
function textIn(element: Element): string {
  if (element.attribs.src !== undefined && element.children.length === 0) return '';
  if (/xhtml/i.test(element.attribs.type ?? '') || element.children.some(isTag))
    return textOfHtml(getInnerHTML(element, { xmlMode: true }));
  const text = textContent(element);
  return /^(?:text|text\/plain)$/i.test(element.attribs.type ?? '') && element.name === 'content'
    ? text.trim()
    : textOfHtml(text);
}

function lineIn(element: Element | undefined): string | undefined {
  const text = element === undefined ? '' : textIn(element).replace(/\s+/g, ' ').trim();
  return text === '' ? undefined : text;
}

function linkOf(parent: Element, base: string | undefined): string | undefined {
  const links = children(parent, 'link');
  const chosen = links.find(({ attribs }) => attribs.rel === undefined || attribs.rel === 'alternate');
  return webAddress(chosen === undefined ? undefined : (chosen.attribs.href ?? textContent(chosen)), base);
}

function webAddress(link: string | undefined, base: string | undefined): string | undefined {
  const url = link === undefined || link.trim() === '' ? null : URL.parse(link.trim(), base);
  return url !== null && /^https?:$/.test(url.protocol) ? url.href : undefined;
}
