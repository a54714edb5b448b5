/// <reference lib="dom" />
/**
 * The articles behind a number, the newest first: each leads to where it was published, if its sender said
 * where.
 */
import { html, nothing, type TemplateResult } from 'lit-html';
import type { ArticleList } from '../../responses.ts';
import { publicationHref } from '../addresses.ts';
import { moment } from '../words.ts';

/** The most names shown of one article. */
const NAMES_SHOWN = 8;

/** @param list undefined until it has come */
export function latestArticles(url: URL, list: ArticleList | undefined): TemplateResult {
  return html`<section class="panel articles" aria-labelledby="articles">
    <h2 id="articles">Latest articles</h2>
    ${
      list === undefined
        ? nothing
        : list.articles.length === 0
          ? html`<p class="small">No article is kept any more.</p>`
          : html`<ul>${list.articles.map((article) => item(url, article))}</ul>`
    }
  </section>`;
}

function item(url: URL, article: ArticleList['articles'][number]): TemplateResult {
  const { id, title, url: address, at, publication, author, names } = article;
  const shown = title ?? `Article ${id}`;
  const others = names.slice(0, NAMES_SHOWN).map(({ text }) => text);
  return html`<li>
    <p class="title">
      ${address === undefined ? html`<bdi>${shown}</bdi>` : html`<a href=${address} rel="noopener noreferrer nofollow" data-plain>${shown}</a>`}
    </p>
    <p class="meta">
      <a href=${publicationHref(publication.id, url)}>${publication.name}</a>
      <time datetime=${at}>${moment(at)}</time>
      ${author === undefined ? nothing : html`<bdi>${author}</bdi>`}
    </p>
    <p class="small">Names <bdi>${others.join(', ')}</bdi>${names.length > NAMES_SHOWN ? ' and others' : ''}.</p>
  </li>`;
}
