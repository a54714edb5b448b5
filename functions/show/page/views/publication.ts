/// <reference lib="dom" />
/** One publication: a cloud and a ranked table of what it names. */
import { html, nothing, type TemplateResult } from 'lit-html';
import { counted } from '../../../common/domain/quantities.ts';
import type { PublicationNames } from '../../responses.ts';
import { articlesHref, compareHref, nameHref, parametersOf } from '../addresses.ts';
import type { Beside } from '../beside.ts';
import type { Box } from '../cloud-layout.ts';
import { csvLink, legend, pager, pinned, typeLabel, wordCloud } from '../parts.ts';
import { measureOf, moment } from '../words.ts';
import { publicationChoice, typeFilter } from './choices.ts';
import { overTime } from './over-time.ts';
import { rangePicker } from './range-picker.ts';
import { idOf, rankingTable } from './ranking-table.ts';
import { searchField } from './search-field.ts';

const WIDE: Box = { width: 960, height: 380, largest: 74, smallest: 15 };
const NARROW: Box = { width: 380, height: 460, largest: 44, smallest: 13 };

/** A publication's view. */
export function publicationView(
  url: URL,
  list: PublicationNames,
  known: Pick<Beside, 'series' | 'choices'> & { readonly before: PublicationNames | undefined },
): TemplateResult {
  const { before, series, choices } = known;
  const { publication, names } = list;
  const { type, q, by, cursor } = parametersOf(url.searchParams);
  const measure = measureOf(by);
  const countsBefore = new Map(before?.names.map((name) => [idOf(name), name[measure]]));
  const words = names.map((name) => ({ ...name, id: idOf(name), count: name[measure] }));
  const box = matchMedia('(max-width: 44rem)').matches ? NARROW : WIDE;
  const hasMoved = before !== undefined && before.publication.articles !== publication.articles;
  return html`
    <header class="lead">
      <p class="crumb"><a href="/publications">All publications</a></p>
      <h1 tabindex="-1">${publication.name}</h1>
      <p class="meta">
        <a class=${hasMoved ? 'count moved' : 'count'} href=${articlesHref({ publication: publication.id }, url)}>${counted(publication.articles, 'article')}</a>
        ${
          publication.updatedAt === null
            ? nothing
            : html`<time datetime=${publication.updatedAt}>last article counted ${moment(publication.updatedAt)}</time>`
        }
        <a href=${compareHref({ publications: [publication.id] }, url)}>Compare</a>
      </p>
      ${rangePicker(url)}
    </header>
    ${
      // Later ranks, and the names that a search finds, do not lead: a cloud would say that they do.
      words.length === 0 || list.offset > 0 || q !== ''
        ? nothing
        : html`<section class="panel" aria-label="Word cloud">
            ${wordCloud(words, box, {
              label: `Most frequent names in ${publication.name}`,
              measure,
              href: ({ type: one, id }) => nameHref(one, id.slice(one.length + 1), url),
            })}
            ${legend()}
          </section>`
    }
    ${cursor === '' && q === '' ? overTime(url, series, 'articles') : nothing}
    <section aria-label="Ranking">
      <div class="tools">
        ${typeFilter(url)} ${publicationChoice(url, publication, choices)}
        ${searchField({ url, label: 'Find a name in this publication', value: q })}
      </div>
      ${pinned(url, list.readAt)}
      ${words.length === 0 ? nobody(type, q) : rankingTable(url, list, { caption: `Names by number of ${measure}`, measure, before: countsBefore, publication: publication.id })}
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

function nobody(type: string, q: string): TemplateResult {
  const what = type === '' ? 'name' : typeLabel(type).toLowerCase();
  return html`<p class="none" role="status">
    ${q === '' ? `No ${what} has been found in its articles.` : `No ${what} here matches “${q}”. Check the spelling.`}
  </p>`;
}
