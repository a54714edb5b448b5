/// <reference lib="dom" />
/** Names of all publications by their beginning. */
import { html, nothing, type TemplateResult } from 'lit-html';
import { repeat } from 'lit-html/directives/repeat.js';
import { grouped } from '../../../common/domain/quantities.ts';
import type { EntitySearch } from '../../responses.ts';
import { entityHref, parametersOf } from '../addresses.ts';
import { bar, pager, pinned, typeClass, typeLabel, typeMark, waiting } from '../parts.ts';
import { searchField } from './search-field.ts';

/**
 * The search view.
 * @param found undefined while the answer is on its way, or nothing was asked
 */
export function searchView(url: URL, found: EntitySearch | undefined): TemplateResult {
  const { prefix } = parametersOf(url.searchParams);
  return html`
    <header class="lead">
      <p class="crumb"><a href="/">All publications</a></p>
      <h1 tabindex="-1">Find a name</h1>
    </header>
    ${searchField({ url, label: 'The beginning of a name, such as “new y”', value: prefix })}
    ${prefix === '' ? html`<p class="none">Type the beginning of a name.</p>` : results(url, prefix, found)}
  `;
}

function results(url: URL, prefix: string, found: EntitySearch | undefined): TemplateResult {
  if (found === undefined) return waiting();
  if (found.entities.length === 0) {
    return html`<p class="none" role="status">No name begins with “${prefix}”. Names are found by how they begin:
      “angela”, not “merkel”.</p>`;
  }
  const maximum = Math.max(...found.entities.map(({ count }) => count));
  return html`
    ${pinned(url, found.readAt)}
    <table>
      <caption class="hidden">
        Names that begin with ${prefix}, in alphabetical order
      </caption>
      <thead>
        <tr>
          <th scope="col">Name</th>
          <th scope="col" class="type"><span>Type</span></th>
          <th scope="col" class="publications">Publications</th>
          <th scope="col" class="mentions">Mentions</th>
        </tr>
      </thead>
      <tbody>
        ${repeat(
          found.entities,
          ({ type, key }) => `${type}/${key}`,
          ({ type, key, text, count, publicationCount }) => html`<tr>
            <th scope="row"><a class="name ${typeClass(type)}" href=${entityHref(type, key)}>${text}</a></th>
            <td class="type">${typeMark(type)} <span>${typeLabel(type)}</span></td>
            <td class="publications">${grouped(publicationCount)}</td>
            <td class="mentions">${bar(count, maximum, type)}<span class="value">${grouped(count)}</span></td>
          </tr>`,
        )}
      </tbody>
    </table>
    ${pager({ url, nextCursor: found.nextCursor, offset: found.offset, shown: found.entities.length, noun: 'name' }) || nothing}
  `;
}
