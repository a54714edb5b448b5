/// <reference lib="dom" />
/** Two publications side by side: what both name, the surest difference first, and what only one names. */
import { html, type TemplateResult } from 'lit-html';
import { counted, grouped } from '../../../common/domain/quantities.ts';
import type { ComparedPublications, CountedName } from '../../responses.ts';
import { articlesHref, nameHref, publicationHref } from '../addresses.ts';
import { bar, typeClass, typeMark } from '../parts.ts';
import { share } from '../words.ts';

/** The comparison of two publications. */
export function comparedPublications(url: URL, compared: ComparedPublications): TemplateResult {
  const { publications, names, namesTotal } = compared;
  const widest = Math.max(...names.flatMap(({ shares }) => shares));
  return html`
    <table class="ranking pair">
      <caption>
        Names in both, the clearest difference first: ${grouped(names.length)} of ${grouped(namesTotal)}
      </caption>
      <thead>
        <tr>
          <th scope="col">Name</th>
          ${publications.map(
            ({ id, name, articles }) => html`<th scope="col" class="half">
              <a href=${publicationHref(id, url)}>${name}</a><span class="also">of ${counted(articles, 'article')}</span>
            </th>`,
          )}
        </tr>
      </thead>
      <tbody>
        ${names.map(
          ({ type, key, text, articles, shares }) => html`<tr>
            <th scope="row">${typeMark(type)} <a class="name ${typeClass(type)}" href=${nameHref(type, key, url)}>${text}</a></th>
            ${publications.map(
              ({ id }, index) => html`<td class="half">
                ${bar(shares[index] ?? 0, widest, type)}<a class="number value" href=${articlesHref({ name: text, publication: id }, url)}
                  ><span>${share(shares[index] ?? 0)}</span><span class="hidden">, ${counted(articles[index] ?? 0, 'article')}</span></a
                >
              </td>`,
            )}
          </tr>`,
        )}
      </tbody>
    </table>
    <div class="halves">
      ${publications.map((publication, index) => only(url, publication, compared.only[index] ?? [], compared.onlyTotals[index] ?? 0))}
    </div>
  `;
}

function only(
  url: URL,
  publication: { readonly id: string; readonly name: string },
  names: readonly CountedName[],
  total: number,
): TemplateResult {
  return html`<section class="panel">
    <h2>Names only in <bdi>${publication.name}</bdi></h2>
    <p class="small">${counted(total, 'name')}${names.length < total ? `, the first ${grouped(names.length)} by articles` : ''}.</p>
    <ol class="leaders">
      ${names.map(
        ({ type, key, text, articles }) => html`<li>
          <span class="who">${typeMark(type)} <a class="name ${typeClass(type)}" href=${nameHref(type, key, url)}>${text}</a></span>
          <a class="number seen" href=${articlesHref({ name: text, publication: publication.id }, url)}>${counted(articles, 'article')}</a>
        </li>`,
      )}
    </ol>
  </section>`;
}
