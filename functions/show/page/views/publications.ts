/// <reference lib="dom" />
/** The publications as a table, to search and to sort: which are alive, and which have gone silent. */
import { html, nothing, type TemplateResult } from 'lit-html';
import { repeat } from 'lit-html/directives/repeat.js';
import { grouped } from '../../../common/domain/quantities.ts';
import type { PublicationList } from '../../responses.ts';
import { articlesHref, parametersOf, publicationHref, withParameters } from '../addresses.ts';
import { csvLink, pager, pinned } from '../parts.ts';
import { dayLabel, moment } from '../words.ts';
import { rangePicker } from './range-picker.ts';
import { searchField } from './search-field.ts';

/** The columns that sort, by what they are called in the address; articles are the order of itself. */
const columns = [
  { sort: 'name', label: 'Publication', direction: 'ascending', className: '' },
  { sort: '', label: 'Articles', direction: 'descending', className: 'measure' },
  { sort: 'updated', label: 'Last counted', direction: 'descending', className: '' },
] as const;

/** The list of publications. */
export function publicationsView(url: URL, list: PublicationList): TemplateResult {
  const { q, sort } = parametersOf(url.searchParams);
  return html`
    <header class="lead">
      <p class="crumb"><a href="/">Front page</a></p>
      <h1 tabindex="-1">Publications</h1>
      ${rangePicker(url)}
    </header>
    <div class="tools">${searchField({ url, label: 'Find a publication', value: q })}</div>
    ${pinned(url, list.readAt)}
    ${
      list.publications.length === 0
        ? html`<p class="none" role="status">${q === '' ? 'There are no articles on these days.' : `No publication matches “${q}”.`}</p>`
        : table(url, list, sort === 'articles' ? '' : sort)
    }
    ${pager({ url, nextCursor: list.nextCursor, offset: list.offset, shown: list.publications.length, total: list.total, noun: 'publication' })}
    ${csvLink(url)}
  `;
}

function table(url: URL, list: PublicationList, current: string): TemplateResult {
  return html`<table class="ranking publications">
    <caption class="hidden">Publications with their articles</caption>
    <thead>
      <tr>
        ${columns.map(
          ({ sort, label, direction, className }) => html`<th
            scope="col"
            class=${className}
            aria-sort=${sort === current ? direction : nothing}
          >
            ${sort === current ? label : html`<a href=${withParameters(url, { sort, cursor: '' })}>${label}</a>`}
          </th>`,
        )}
      </tr>
    </thead>
    <tbody>
      ${repeat(
        list.publications,
        ({ id }) => id,
        ({ id, name, articles, updatedAt, silence }) => html`<tr>
          <th scope="row"><a href=${publicationHref(id, url)}>${name}</a>${silence === undefined ? nothing : html`<span class="also quiet-one">Silent since ${dayLabel(silence.lastDay)}</span>`}</th>
          <td class="measure"><a class="number value" href=${articlesHref({ publication: id }, url)}>${grouped(articles)}</a></td>
          <td>${updatedAt === null ? '' : html`<time datetime=${updatedAt}>${moment(updatedAt)}</time>`}</td>
        </tr>`,
      )}
    </tbody>
  </table>`;
}
