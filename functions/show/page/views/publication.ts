/// <reference lib="dom" />
/** One publication: a cloud and a ranked table of what it names. */
import { html, nothing, type TemplateResult } from 'lit-html';
import { repeat } from 'lit-html/directives/repeat.js';
import { counted, grouped } from '../../../common/domain/quantities.ts';
import type { PublicationEntities, RankedEntity } from '../../responses.ts';
import { entityHref, parametersOf, withParameters } from '../addresses.ts';
import type { Box } from '../cloud-layout.ts';
import { bar, legend, pager, pinned, typeClass, typeLabel, typeMark, wordCloud } from '../parts.ts';
import { moment, typeLabels } from '../words.ts';
import { searchField } from './search-field.ts';

const WIDE: Box = { width: 960, height: 380, largest: 74, smallest: 15 };
const NARROW: Box = { width: 380, height: 460, largest: 44, smallest: 13 };

/** A publication's view. */
export function publicationView(
  url: URL,
  list: PublicationEntities,
  before: PublicationEntities | undefined,
): TemplateResult {
  const { publication, entities } = list;
  const { type, prefix } = parametersOf(url.searchParams);
  const countsBefore = new Map(before?.entities.map((entity) => [idOf(entity), entity.count]));
  const words = entities.map((entity) => ({ ...entity, id: idOf(entity) }));
  const box = matchMedia('(max-width: 44rem)').matches ? NARROW : WIDE;
  const hasMoved = before !== undefined && before.publication.articleCount !== publication.articleCount;
  return html`
    <header class="lead">
      <p class="crumb"><a href="/">All publications</a></p>
      <h1 tabindex="-1">${publication.name}</h1>
      <p class="meta">
        <span class=${hasMoved ? 'count moved' : 'count'}>${counted(publication.articleCount, 'article')}</span>
        <time datetime=${publication.updatedAt}>last one counted ${moment(publication.updatedAt)}</time>
      </p>
    </header>
    ${
      words.length === 0
        ? nothing
        : html`<section class="panel" aria-label="Word cloud">
            ${wordCloud(words, box, `Names most frequent in ${publication.name}`, ({ type: one, id }) =>
              entityHref(one, id.slice(one.length + 1)),
            )}
            ${legend()}
          </section>`
    }
    <section aria-label="Ranking">
      <div class="tools">
        ${typeFilter(url, type)}
        ${searchField({ url, label: 'Find a name in this publication', value: prefix })}
      </div>
      ${pinned(url, list.readAt)}
      ${words.length === 0 ? nobody(type, prefix) : table(list, countsBefore, prefix === '')}
      ${pager({
        url,
        nextCursor: list.nextCursor,
        offset: list.offset,
        shown: entities.length,
        noun: 'name',
      })}
    </section>
  `;
}

function idOf(entity: RankedEntity): string {
  return `${entity.type}/${entity.key}`;
}

function typeFilter(url: URL, current: string): TemplateResult {
  const one = (type: string, label: string): TemplateResult => html`<a
    class="tab"
    href=${withParameters(url, { type, cursor: '' })}
    aria-current=${type === current ? 'true' : nothing}
    >${type === '' ? nothing : typeMark(type)} ${label}</a
  >`;
  return html`<nav class="tabs" aria-label="Type of name">
    ${one('', 'All')} ${Object.entries(typeLabels).map(([type, { many }]) => one(type, many))}
  </nav>`;
}

function nobody(type: string, prefix: string): TemplateResult {
  const what = type === '' ? 'name' : typeLabel(type).toLowerCase();
  return html`<p class="none" role="status">
    ${prefix === '' ? `No ${what} has been found in its articles.` : `No ${what} here begins with “${prefix}”.`}
  </p>`;
}

function table(
  list: PublicationEntities,
  countsBefore: ReadonlyMap<string, number>,
  isRanked: boolean,
): TemplateResult {
  return html`<table>
    <caption class="hidden">
      ${isRanked ? 'Names by number of mentions' : 'Names in alphabetical order'}
    </caption>
    <thead>
      <tr>
        ${isRanked ? html`<th scope="col" class="rank">Rank</th>` : nothing}
        <th scope="col">Name</th>
        <th scope="col" class="type"><span>Type</span></th>
        <th scope="col" class="mentions">Mentions</th>
      </tr>
    </thead>
    <tbody>
      ${repeat(list.entities, idOf, (entity, index) => {
        const { type, text, key, count } = entity;
        const countBefore = countsBefore.get(idOf(entity));
        const hasMoved = countBefore !== undefined && countBefore !== count;
        return html`<tr>
          ${isRanked ? html`<td class="rank">${grouped(list.offset + index + 1)}</td>` : nothing}
          <th scope="row"><a class="name ${typeClass(type)}" href=${entityHref(type, key)}>${text}</a></th>
          <td class="type">${typeMark(type)} <span>${typeLabel(type)}</span></td>
          <td class="mentions">
            ${bar(count, list.maximum, type)}<span class=${hasMoved ? 'value moved' : 'value'}>${grouped(count)}</span>
          </td>
        </tr>`;
      })}
    </tbody>
  </table>`;
}
