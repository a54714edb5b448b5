/**
 * Reads an HTML page into blocks of text and metadata. main-text.ts decides which blocks are the article.
 */
import { Parser } from 'htmlparser2';

export interface Block {
  readonly text: string;
  /** Words of the text that are in links, from 0 to 1. */
  readonly linkDensity: number;
  readonly words: number;
  /** The innermost of these that it is in; undefined for none. */
  readonly place: BlockPlace | undefined;
  /** Which article element it is in, counted from 1; 0 for none. */
  readonly article: number;
}

/** `body` is marked as the text of an article; `aside` surrounds an article, as menus and comments do. */
export type BlockPlace = 'body' | 'article' | 'main' | 'aside';

export interface HtmlPage {
  readonly blocks: readonly Block[];
  /** By name or property, in lower case; the first of each. */
  readonly meta: ReadonlyMap<string, string>;
  readonly title: string;
  readonly canonical: string | undefined;
  readonly language: string | undefined;
  /** The texts of its JSON-LD. */
  readonly linkedData: readonly string[];
}

const blockTags: ReadonlySet<string> = new Set(
  'address article aside blockquote body center dd details dialog div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr html li main nav ol p pre section summary table tbody tfoot thead tr ul'.split(
    ' ',
  ),
);
const unread: ReadonlySet<string> = new Set(
  'audio button canvas datalist iframe math noscript object option script select style svg template textarea video'.split(
    ' ',
  ),
);
const asides: ReadonlySet<string> = new Set(['nav', 'aside', 'footer', 'form', 'dialog', 'menu']);
/** The class names and ids that publishers give to the parts that are not the article. */
const asideName =
  /(?:^|[\s_-])(?:ad|ads|advert\w*|author\w*|banner|byline|breadcrumbs?|comments?|consent|cookies?|copyright|disqus|footer|masthead|menu|modal|most-?read|navbar|navigation|newsletter|outbrain|popup|promo\w*|recirc\w*|recommend\w*|related\w*|share|sharing|sidebar|signup|social\w*|sponsor\w*|subscribe|taboola|tags|toolbar|trending|widget)(?:$|[\s_-])/i;

interface OpenElement {
  readonly name: string;
  readonly place: BlockPlace | undefined;
  readonly article: number;
  readonly isUnread: boolean;
  readonly isLink: boolean;
}

/**
 * Reads a page.
 * @param readsAsides whether the text around an article is read too
 */
export function readPage(html: string, readsAsides = false): HtmlPage {
  const blocks: Block[] = [];
  const meta = new Map<string, string>();
  const linkedData: string[] = [];
  const stack: OpenElement[] = [];
  let title = '';
  let canonical: string | undefined;
  let language: string | undefined;
  let articles = 0;
  let text = '';
  let linkText = '';
  let place: BlockPlace | undefined;
  let article = 0;

  const endBlock = (): void => {
    const clean = tidy(text);
    if (clean !== '') {
      const words = countWords(clean);
      const linkDensity = linkText === '' ? 0 : countWords(linkText) / words;
      blocks.push({ text: clean, words, linkDensity, place, article });
    }
    text = '';
    linkText = '';
    const top = stack.at(-1);
    place = top?.place;
    article = top?.article ?? 0;
  };
  const parser = new Parser({
    onopentag(name, attributes) {
      if (blockTags.has(name)) endBlock();
      const parent = stack.at(-1);
      if (name === 'article' && parent?.place !== 'aside') articles += 1;
      const at = placeOf(name, attributes, parent?.place);
      const element: OpenElement = {
        name,
        place: at,
        article: name === 'article' && parent?.place !== 'aside' ? articles : (parent?.article ?? 0),
        isUnread:
          parent?.isUnread === true ||
          unread.has(name) ||
          'hidden' in attributes ||
          (at === 'aside' && !readsAsides),
        isLink: parent?.isLink === true || name === 'a',
      };
      stack.push(element);
      if (blockTags.has(name)) {
        place = element.place;
        article = element.article;
      }
      if (name === 'br') text += '\n';
      if ((name === 'td' || name === 'th') && text !== '') text += '\t';
      if (name === 'html' && attributes.lang) language = attributes.lang;
      if (name === 'meta') noteMeta(meta, attributes);
      if (name === 'link' && /\bcanonical\b/i.test(attributes.rel ?? '')) canonical ??= attributes.href;
      if (name === 'script' && attributes.type === 'application/ld+json') linkedData.push('');
    },
    ontext(piece) {
      const top = stack.at(-1);
      if (top?.name === 'title' && !stack.some(({ name }) => name === 'svg')) title += piece;
      else if (top?.name === 'script') {
        if (linkedData.length > 0) linkedData[linkedData.length - 1] += piece;
      } else if (top?.isUnread !== true && top?.name !== 'head') {
        text += top?.name === 'pre' ? piece : piece.replace(/\s+/g, ' ');
        if (top?.isLink) linkText += piece;
      }
    },
    onclosetag(name) {
      if (blockTags.has(name)) endBlock();
      stack.pop();
      if (blockTags.has(name)) {
        place = stack.at(-1)?.place;
        article = stack.at(-1)?.article ?? 0;
      }
    },
  });
  parser.end(withoutScripts(html));
  endBlock();
  return { blocks, meta, title: tidy(title).replace(/\s+/g, ' '), canonical, language, linkedData };
}

/** Scripts and styles make up most of many pages, and parsing them would be most of the work. */
function withoutScripts(html: string): string {
  return html.replace(
    /<script\b(?![^>]*application\/ld\+json)[^>]*>.*?<\/script\s*>|<style\b[^>]*>.*?<\/style\s*>|<!--.*?-->/gis,
    '',
  );
}

function placeOf(
  name: string,
  attributes: Readonly<Record<string, string>>,
  outer: BlockPlace | undefined,
): BlockPlace | undefined {
  if (outer === 'aside') return 'aside';
  if (/\barticlebody\b/i.test(attributes.itemprop ?? '')) return 'body';
  if (asides.has(name) || (name === 'header' && outer === undefined)) return 'aside';
  if (/^(?:navigation|complementary|contentinfo|banner|search|dialog)$/.test(attributes.role ?? ''))
    return 'aside';
  const isContainer = name === 'body' || name === 'html' || name === 'article' || name === 'main';
  if (!isContainer && asideName.test(`${attributes.class ?? ''} ${attributes.id ?? ''}`)) return 'aside';
  if (outer === 'body') return 'body';
  if (name === 'article') return 'article';
  if (name === 'main' || attributes.role === 'main') return outer ?? 'main';
  return outer;
}

function noteMeta(meta: Map<string, string>, attributes: Readonly<Record<string, string>>): void {
  const name = (attributes.property ?? attributes.name ?? attributes.itemprop ?? '').toLowerCase();
  const { content } = attributes;
  if (name !== '' && content !== undefined && content.trim() !== '' && !meta.has(name))
    meta.set(name, content.trim());
}

/** Reduces white space to what a browser shows: one blank, one tab between cells, one line end at a break. */
function tidy(text: string): string {
  const trimmed = text.trim();
  if (!/[\n\t\u00a0]| {2}/.test(trimmed)) return trimmed;
  return trimmed
    .replace(/[ \u00a0]+/g, ' ')
    .replace(/ ?\t ?/g, '\t')
    .replace(/ ?\n ?/g, '\n')
    .trim();
}

function countWords(text: string): number {
  let words = 0;
  let isWord = false;
  for (let at = 0; at < text.length; at++) {
    const isBlank = text.charCodeAt(at) <= BLANK;
    if (!isBlank && !isWord) words += 1;
    isWord = !isBlank;
  }
  return words;
}

/** Tidy text has no white space beyond this character. */
const BLANK = 0x20;

/** The readable text of a piece of HTML: paragraphs and cells apart, without tags and entities. */
export function textOfHtml(html: string): string {
  if (!/[<&]/.test(html)) return html.trim();
  return readPage(html, true)
    .blocks.map(({ text }) => text)
    .join('\n\n');
}
