/// <reference lib="dom" />
/** One publication: a cloud and a ranked table of what it names. */
import { html, nothing, type TemplateResult } from 'lit-html';
import { repeat } from 'lit-html/directives/repeat.js';
import { counted, grouped } from '../../../common/domain/quantities.ts';
import type { CountedName, PublicationNames } from '../../responses.ts';
import { nameHref, parametersOf, withParameters } from '../addresses.ts';
import type { Box } from '../cloud-layout.ts';
import {
  bar,
  csvLink,
  legend,
  measureHeading,
  pager,
  pinned,
  rangeTabs,
  typeClass,
  typeLabel,
  typeMark,
  wordCloud,
} from '../parts.ts';
import { measureLabels, measureOf, moment, type ShownMeasure, typeLabels } from '../words.ts';
import { searchField } from './search-field.ts';

const WIDE: Box = { width: 960, height: 380, largest: 74, smallest: 15 };
const NARROW: Box = { width: 380, height: 460, largest: 44, smallest: 13 };

/** A publication's view. */
export function publicationView(
  url: URL,
  list: PublicationNames,
  before: PublicationNames | undefined,
): TemplateResult {
  const { publication, names } = list;
  const { type, q, by } = parametersOf(url.searchParams);
  const measure = measureOf(by);
  const countsBefore = new Map(before?.names.map((name) => [idOf(name), name[measure]]));
  const words = names.map((name) => ({ ...name, id: idOf(name), count: name[measure] }));
  const box = matchMedia('(max-width: 44rem)').matches ? NARROW : WIDE;
  const hasMoved = before !== undefined && before.publication.articles !== publication.articles;
  return html`
    <header class="lead">
      <p class="crumb"><a href="/">All publications</a></p>
      <h1 tabindex="-1">${publication.name}</h1>
      <p class="meta">
        <span class=${hasMoved ? 'count moved' : 'count'}>${counted(publication.articles, 'article')}</span>
        ${
          publication.updatedAt === null
            ? nothing
            : html`<time datetime=${publication.updatedAt}>last one counted ${moment(publication.updatedAt)}</time>`
        }
      </p>
      ${rangeTabs(url)}
    </header>
    ${
      // Later ranks, and the names that a search finds, do not lead: a cloud would say that they do.
      words.length === 0 || list.offset > 0 || q !== ''
        ? nothing
        : html`<section class="panel" aria-label="Word cloud">
            ${wordCloud(words, box, {
              label: `Names most frequent in ${publication.name}`,
              measure,
              href: ({ type: one, id }) => nameHref(one, id.slice(one.length + 1), url),
            })}
            ${legend()}
          </section>`
    }
    <section aria-label="Ranking">
      <div class="tools">
        ${typeFilter(url, type)}
        ${searchField({ url, label: 'Find a name in this publication', value: q })}
      </div>
      ${pinned(url, list.readAt)}
      ${words.length === 0 ? nobody(type, q) : table(url, list, measure, countsBefore)}
      ${pager({
        url,
        nextCursor: list.nextCursor,
        offset: list.offset,
        shown: names.length,
        total: list.total,
        noun: 'name',
      })}
    ${csvLink(url)}
    </section>
  `;
}

function idOf({ type, key }: CountedName): string {
  return `${type}/${key}`;
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

function nobody(type: string, q: string): TemplateResult {
  const what = type === '' ? 'name' : typeLabel(type).toLowerCase();
  return html`<p class="none" role="status">
    ${q === '' ? `No ${what} has been found in its articles.` : `No ${what} here has the words “${q}”.`}
  </p>`;
}

function table(
  url: URL,
  list: PublicationNames,
  measure: ShownMeasure,
  countsBefore: ReadonlyMap<string, number>,
): TemplateResult {
  const { other } = measureLabels[measure];
  return html`<table>
    <caption class="hidden">Names by number of ${measure}</caption>
    <thead>
      <tr>
        <th scope="col" class="rank">Rank</th>
        <th scope="col">Name</th>
        <th scope="col" class="type"><span>Type</span></th>
        <th scope="col" class="other">${measureHeading(url, other, false)}</th>
        <th scope="col" class="measure">${measureHeading(url, measure, true)}</th>
      </tr>
    </thead>
    <tbody>
      ${repeat(list.names, idOf, (name, index) => {
        const { type, text, key } = name;
        const count = name[measure];
        const countBefore = countsBefore.get(idOf(name));
        const hasMoved = countBefore !== undefined && countBefore !== count;
        return html`<tr>
          <td class="rank">${grouped(list.offset + index + 1)}</td>
          <th scope="row"><a class="name ${typeClass(type)}" href=${nameHref(type, key, url)}>${text}</a></th>
          <td class="type">${typeMark(type)} <span>${typeLabel(type)}</span></td>
          <td class="other">${grouped(name[other])}</td>
          <td class="measure">
            ${bar(count, list.maximum, type)}<span class=${hasMoved ? 'value moved' : 'value'}>${grouped(count)}</span>
          </td>
        </tr>`;
      })}
    </tbody>
  </table>`;
}
