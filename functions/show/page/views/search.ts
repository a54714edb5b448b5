/// <reference lib="dom" />
/** Names of all publications by their words. */
import { html, type TemplateResult } from 'lit-html';
import { repeat } from 'lit-html/directives/repeat.js';
import { grouped } from '../../../common/domain/quantities.ts';
import type { NameList } from '../../responses.ts';
import { nameHref, parametersOf } from '../addresses.ts';
import {
  bar,
  csvLink,
  measureHeading,
  pager,
  pinned,
  rangeTabs,
  typeClass,
  typeLabel,
  typeMark,
  waiting,
} from '../parts.ts';
import { measureOf } from '../words.ts';
import { searchField } from './search-field.ts';

/**
 * The search view.
 * @param found undefined while the answer is on its way, or nothing was asked
 */
export function searchView(url: URL, found: NameList | undefined): TemplateResult {
  const { q } = parametersOf(url.searchParams);
  return html`
    <header class="lead">
      <p class="crumb"><a href="/">All publications</a></p>
      <h1 tabindex="-1">Find a name</h1>
      ${rangeTabs(url)}
    </header>
    ${searchField({ url, label: 'A word of a name, such as “merkel”', value: q })}
    ${q === '' ? html`<p class="none">Type a word of a name, or its beginning.</p>` : results(url, q, found)}
  `;
}

function results(url: URL, q: string, found: NameList | undefined): TemplateResult {
  if (found === undefined) return waiting();
  if (found.names.length === 0) {
    return html`<p class="none" role="status">No name has the words “${q}”.</p>`;
  }
  const measure = measureOf(parametersOf(url.searchParams).by);
  return html`
    ${pinned(url, found.readAt)}
    <table>
      <caption class="hidden">
        Names that have the words ${q}, by number of ${measure}
      </caption>
      <thead>
        <tr>
          <th scope="col">Name</th>
          <th scope="col" class="type"><span>Type</span></th>
          <th scope="col" class="other">Publications</th>
          <th scope="col" class="measure">${measureHeading(url, measure, true)}</th>
        </tr>
      </thead>
      <tbody>
        ${repeat(
          found.names,
          ({ type, key }) => `${type}/${key}`,
          (name) => html`<tr>
            <th scope="row"><a class="name ${typeClass(name.type)}" href=${nameHref(name.type, name.key, url)}>${name.text}</a></th>
            <td class="type">${typeMark(name.type)} <span>${typeLabel(name.type)}</span></td>
            <td class="other">${grouped(name.publications)}</td>
            <td class="measure">${bar(name[measure], found.maximum, name.type)}<span class="value">${grouped(name[measure])}</span></td>
          </tr>`,
        )}
      </tbody>
    </table>
    ${pager({ url, nextCursor: found.nextCursor, offset: found.offset, shown: found.names.length, total: found.total, noun: 'name' })}
    ${csvLink(url)}
  `;
}
