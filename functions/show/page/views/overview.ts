/// <reference lib="dom" />
/** All publications as cards, each with a cloud of the names it is most about. */
import { html, nothing, type TemplateResult } from 'lit-html';
import { repeat } from 'lit-html/directives/repeat.js';
import { counted, grouped } from '../../../common/domain/quantities.ts';
import type { PublicationList, Stats } from '../../responses.ts';
import { publicationHref } from '../addresses.ts';
import type { Box } from '../cloud-layout.ts';
import { legend, pager, pinned, wordCloud } from '../parts.ts';
import { moment } from '../words.ts';
import { emptyState } from './empty.ts';

const CARD: Box = { width: 360, height: 230, largest: 34, smallest: 12 };

/** The overview; where there is no publication yet, it tells how to submit the first post. */
export function overview(
  url: URL,
  list: PublicationList,
  before: PublicationList | undefined,
  stats: Stats | undefined,
): TemplateResult {
  if (list.publications.length === 0 && list.offset === 0) return emptyState();
  const countsBefore = new Map(before?.publications.map(({ id, articleCount }) => [id, articleCount]));
  return html`
    <header class="lead">
      <h1 tabindex="-1">Who and what the news names</h1>
      ${totals(stats)}
    </header>
    <div class="strip">${legend()} ${pinned(url, list.readAt)}</div>
    <ul class="cards">
      ${repeat(
        list.publications,
        ({ id }) => id,
        (publication) => card(publication, countsBefore.get(publication.id)),
      )}
    </ul>
    ${pager({
      url,
      nextCursor: list.nextCursor,
      offset: list.offset,
      shown: list.publications.length,
      noun: 'publication',
    })}
  `;
}

function totals(stats: Stats | undefined): TemplateResult | typeof nothing {
  if (stats === undefined) return nothing;
  const one = (value: number, noun: string): TemplateResult =>
    html`<div><dd>${grouped(value)}</dd><dt>${noun}${value === 1 ? '' : 's'}</dt></div>`;
  return html`<dl class="totals">
    ${one(stats.posts, 'article')} ${one(stats.publications, 'publication')} ${one(stats.entities, 'name')}
  </dl>`;
}

function card(
  publication: PublicationList['publications'][number],
  before: number | undefined,
): TemplateResult {
  const { id, name, articleCount, updatedAt, topEntities = [] } = publication;
  const words = topEntities.map((entity) => ({ ...entity, id: `${entity.type}/${entity.key}` }));
  const hasMoved = before !== undefined && before !== articleCount;
  return html`<li class="card">
    <h2><a href=${publicationHref(id)}>${name}</a></h2>
    <p class="meta">
      <span class=${hasMoved ? 'count moved' : 'count'}>${counted(articleCount, 'article')}</span>
      <time datetime=${updatedAt}>${moment(updatedAt)}</time>
    </p>
    ${
      words.length === 0
        ? html`<p class="none">Its articles name nobody and nothing so far.</p>`
        : wordCloud(words, CARD, `Names most frequent in ${name}`)
    }
  </li>`;
}
