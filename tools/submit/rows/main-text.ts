/**
 * Finds the article among the blocks of a page. Pure. A publisher's own marks decide where there are any.
 * Otherwise the numbers of words and the shares of links decide, of a block and its neighbours, by the rules
 * of Kohlschütter, Fankhauser and Nejdl, "Boilerplate Detection using Shallow Text Features", WSDM 2010,
 * figure 5 (https://doi.org/10.1145/1718487.1718542).
 */
import type { Block, HtmlPage } from './html-blocks.ts';

/** The fewest words of an article. Fewer in a marked place are a teaser. */
const LEAST_WORDS = 25;

/** The text of a page's article; empty where there is none. */
export function mainText(page: HtmlPage): string {
  const headline = page.meta.get('og:title') ?? page.title;
  const outside = page.blocks.filter(({ place }) => place !== 'aside');
  const candidates = [
    outside.filter(({ place }) => place === 'body'),
    largestArticle(outside),
    outside.filter(({ place }) => place === 'main' || place === 'article'),
  ];
  const marked = candidates
    .map((blocks) => blocks.filter(({ linkDensity, words }) => linkDensity <= (words > 15 ? 0.5 : 0.33)))
    .find((blocks) => wordsIn(blocks) >= LEAST_WORDS);
  const chosen = marked ?? outside.filter((_, index) => isContent(outside, index));
  const blocks = chosen.length > 0 ? chosen : outside;
  return blocks
    .filter(({ text }) => !isHeadline(text, headline))
    .map(({ text }) => text)
    .join('\n\n');
}

function largestArticle(blocks: readonly Block[]): Block[] {
  const articles = new Map<number, Block[]>();
  for (const block of blocks)
    if (block.article > 0) articles.set(block.article, [...(articles.get(block.article) ?? []), block]);
  return [...articles.values()].reduce<Block[]>((a, b) => (wordsIn(b) > wordsIn(a) ? b : a), []);
}

function wordsIn(blocks: readonly Block[]): number {
  return blocks.reduce((sum, { words }) => sum + words, 0);
}

/** The headline is the title of the post. */
function isHeadline(text: string, title: string): boolean {
  return text.length > 3 && text.length < 300 && title.startsWith(text);
}

const none: Pick<Block, 'words' | 'linkDensity'> = { words: 0, linkDensity: 0 };

function isContent(blocks: readonly Block[], index: number): boolean {
  const [before = none, block = none, after = none] = [blocks[index - 1], blocks[index], blocks[index + 1]];
  if (block.linkDensity > 1 / 3) return false;
  if (before.linkDensity > 5 / 9) return block.words > 40 || after.words > 17;
  return block.words > 16 || after.words > 15 || before.words > 4;
}
