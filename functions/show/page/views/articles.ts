/// <reference lib="dom" />
/**
 * The articles behind a number, the newest first: each leads to where it was published, if its sender said
 * where, and to what it names.
 */
import { html, nothing, type TemplateResult } from 'lit-html';
import { counted, grouped } from '../../../common/domain/quantities.ts';
import type { ArticleList, PublicationList } from '../../responses.ts';
import { articlesHref, nameHref, parametersOf, publicationHref, withParameters } from '../addresses.ts';
import type { Beside } from '../beside.ts';
import { csvLink, pager, pinned, typeClass, typeMark } from '../parts.ts';
import { dayLabel, timeLabel } from '../words.ts';
import { rangePicker } from './range-picker.ts';

type ListedArticle = ArticleList['articles'][number];

/** The most names shown of one article. */
const NAMES_SHOWN = 10;

/** The list of articles. */
export function articlesView(
  url: URL,
  given: ArticleList,
  { choices }: Pick<Beside, 'choices'>,
): TemplateResult {
  const { name, publication } = parametersOf(url.searchParams);
  const list = withNames(given, choices);
  const paper = list.articles.find((article) => article.publication.id === publication)?.publication;
  const place = publication === '' ? '' : (paper?.name ?? publication);
  return html`
    <header class="lead">
      <p class="crumb"><a href="/">Front page</a></p>
      <h1 tabindex="-1">Articles${name === '' ? '' : html` that name <bdi>${name}</bdi>`}${place === '' ? '' : html` in <bdi>${place}</bdi>`}</h1>
      <p class="meta">
        <span class="count">${list.isTotalExact ? '' : 'more than '}${counted(list.total, 'article')}</span>
        ${name === '' ? nothing : html`<a href=${withParameters(url, { name: '', cursor: '' })}>Articles with any name</a>`}
        ${publication === '' ? nothing : html`<a href=${withParameters(url, { publication: '', cursor: '' })}>Articles of all publications</a>`}
      </p>
      ${rangePicker(url)}
    </header>
    <p class="small">
      Articles since ${dayLabel(list.keptSince)} are listed; counts go back further. Times are UTC.
      ${list.publicationsLeftOut === 0 ? nothing : `Not listed here: ${counted(list.publicationsLeftOut, 'publication')} with the fewest articles.`}
    </p>
    ${pinned(url, list.readAt)}
    ${list.articles.length === 0 ? html`<p class="none" role="status">No articles are listed for these days.</p>` : byDay(url, list.articles)}
    ${pager({ url, nextCursor: list.nextCursor, offset: list.offset, shown: list.articles.length, total: list.total, noun: 'article' })}
    ${csvLink(url)}
  `;
}

/** Before its first roll-up, a publication's name is in the list of publications alone. */
function withNames(list: ArticleList, known: PublicationList | undefined): ArticleList {
  const names = new Map(known?.publications.map(({ id, name }) => [id, name]));
  const articles = list.articles.map((article) => {
    const { id, name } = article.publication;
    return { ...article, publication: { id, name: name === id ? (names.get(id) ?? name) : name } };
  });
  return { ...list, articles };
}

/** @param list undefined until it has arrived */
export function latestArticles(url: URL, name: string, list: ArticleList | undefined): TemplateResult {
  return html`<section class="panel articles" aria-labelledby="articles">
    <h2 id="articles">Latest articles</h2>
    ${
      list === undefined
        ? nothing
        : list.articles.length === 0
          ? html`<p class="small">No articles are listed for these days.</p>`
          : html`<ul>${list.articles.map((article) => item(url, article, dayLabel(article.at.slice(0, DAY))))}</ul>
              ${list.nextCursor === null ? nothing : html`<p class="more"><a href=${articlesHref({ name }, url)}>All ${grouped(list.total)} articles</a></p>`}`
    }
  </section>`;
}

/** The length of a day such as 2026-11-27. */
const DAY = 10;

function byDay(url: URL, articles: readonly ListedArticle[]): TemplateResult {
  const days = Map.groupBy(articles, ({ at }) => at.slice(0, DAY));
  return html`${[...days].map(
    ([day, own]) => html`<section class="articles day">
      <h2>${dayLabel(day)}</h2>
      <ul>${own.map((article) => item(url, article, undefined))}</ul>
    </section>`,
  )}`;
}

/** @param day where the list does not say it */
function item(url: URL, article: ListedArticle, day: string | undefined): TemplateResult {
  const { id, title, url: address, at, publication, author, names } = article;
  const shown = title ?? `Article ${id}`;
  const more = names.length - NAMES_SHOWN;
  const time = [day, timeLabel(at)].filter((part) => part !== undefined && part !== '').join(', ');
  return html`<li class="article">
    <p class="title">
      ${address === undefined ? html`<bdi>${shown}</bdi>` : html`<a href=${address} rel="noopener noreferrer nofollow" data-plain>${shown}</a>`}
    </p>
    <p class="meta">
      <a href=${publicationHref(publication.id, url)}>${publication.name}</a>
      ${time === '' ? nothing : html`<time datetime=${at}>${time}</time>`}
      ${author === undefined ? nothing : html`<bdi>${author}</bdi>`}
    </p>
    ${
      names.length === 0
        ? nothing
        : html`<ul class="named" aria-label="Names in this article, with their mentions">
            ${names.slice(0, NAMES_SHOWN).map(
              ({ type, text, mentions }) => html`<li>
                ${typeMark(type)} <a class=${typeClass(type)} href=${nameHref(type, text, url)}>${text}</a>
                <span class="seen">${grouped(mentions)}</span>
              </li>`,
            )}
            ${more > 0 ? html`<li class="seen">and ${counted(more, 'other')}</li>` : nothing}
          </ul>`
    }
  </li>`;
}
