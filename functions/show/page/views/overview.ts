/// <reference lib="dom" />
/** All publications as cards, each with a cloud of the names it is most about. */
import { html, nothing, type TemplateResult } from 'lit-html';
import { repeat } from 'lit-html/directives/repeat.js';
import { counted, grouped } from '../../../common/domain/quantities.ts';
import type { PublicationList, Stats } from '../../responses.ts';
import { nameHref, parametersOf, publicationHref } from '../addresses.ts';
import type { Beside } from '../beside.ts';
import type { Box } from '../cloud-layout.ts';
import { csvLink, legend, pager, pinned, wordCloud } from '../parts.ts';
import { measureOf, moment, type ShownMeasure } from '../words.ts';
import { emptyState } from './empty.ts';
import { morningNews } from './morning.ts';
import { rangePicker } from './range-picker.ts';

const CARD: Box = { width: 360, height: 230, largest: 34, smallest: 12 };

/** The overview; before the first publication, it explains how to submit the first post. */
export function overview(
  url: URL,
  list: PublicationList,
  known: {
    readonly before: PublicationList | undefined;
    readonly stats: Stats | undefined;
    readonly beside: Beside;
  },
): TemplateResult {
  const { before, stats, beside } = known;
  const isAllTime = list.days.from === null && list.days.to === null;
  if (isAllTime && list.total === 0) return emptyState();
  const countsBefore = new Map(before?.publications.map(({ id, articles }) => [id, articles]));
  const measure = measureOf(parametersOf(url.searchParams).by);
  return html`
    <header class="lead">
      <h1 tabindex="-1">Who and what the news names</h1>
      ${totals(stats)}
    </header>
    <div class="strip">${rangePicker(url)} ${legend()} ${pinned(url, list.readAt)}</div>
    ${parametersOf(url.searchParams).cursor === '' ? morningNews(url, beside) : nothing}
    ${list.total === 0 ? html`<p class="none" role="status">There are no articles on these days.</p>` : nothing}
    ${list.total === 0 ? nothing : html`<h2 class="section">Publications</h2>`}
    <ul class="cards">
      ${repeat(
        list.publications,
        ({ id }) => id,
        (publication) => card(publication, { url, measure, before: countsBefore.get(publication.id) }),
      )}
    </ul>
    ${pager({
      url,
      nextCursor: list.nextCursor,
      offset: list.offset,
      shown: list.publications.length,
      total: list.total,
      noun: 'publication',
    })}
    ${csvLink(url)}
  `;
}

function totals(stats: Stats | undefined): TemplateResult | typeof nothing {
  if (stats === undefined) return nothing;
  const one = (value: number, noun: string): TemplateResult =>
    html`<div><dd><a class="number" href=${`/${noun}s`}>${grouped(value)}</a></dd><dt>${noun}${value === 1 ? '' : 's'}</dt></div>`;
  return html`<dl class="totals">
    ${one(stats.articles, 'article')} ${one(stats.publications, 'publication')} ${one(stats.names, 'name')}
  </dl>`;
}

function card(
  publication: PublicationList['publications'][number],
  options: { readonly url: URL; readonly measure: ShownMeasure; readonly before: number | undefined },
): TemplateResult {
  const { id, name, articles, updatedAt, topNames = [] } = publication;
  const { url, measure, before } = options;
  const words = topNames.map((one) => ({ ...one, id: `${one.type}/${one.key}`, count: one[measure] }));
  const hasMoved = before !== undefined && before !== articles;
  return html`<li class="card">
    <h3><a href=${publicationHref(id, url)}>${name}</a></h3>
    <p class="meta">
      <span class=${hasMoved ? 'count moved' : 'count'}>${counted(articles, 'article')}</span>
      ${updatedAt === null ? nothing : html`<time datetime=${updatedAt}>${moment(updatedAt)}</time>`}
    </p>
    ${
      words.length === 0
        ? html`<p class="none">No names have been found in its articles yet.</p>`
        : wordCloud(words, CARD, {
            label: `Most frequent names in ${name}`,
            measure,
            isOneOfMany: true,
            href: ({ type, id: word }) => nameHref(type, word.slice(type.length + 1), url),
          })
    }
  </li>`;
}
