/// <reference lib="dom" />
/** The names of all publications in one ranking: all of them, those of a type, or those with some words. */
import { html, type TemplateResult } from 'lit-html';
import type { NameList } from '../../responses.ts';
import { parametersOf, withParameters } from '../addresses.ts';
import type { Beside } from '../beside.ts';
import { csvLink, pager, pinned, waiting } from '../parts.ts';
import { isKnownType, measureOf, typeLabels } from '../words.ts';
import { publicationChoice, typeFilter } from './choices.ts';
import { rangePicker } from './range-picker.ts';
import { idOf, rankingTable } from './ranking-table.ts';

/**
 * The list of names.
 * @param list undefined while it is on its way
 */
export function namesView(
  url: URL,
  list: NameList | undefined,
  known: Pick<Beside, 'choices'> & { readonly before: NameList | undefined },
): TemplateResult {
  const { q } = parametersOf(url.searchParams);
  return html`
    <header class="lead">
      <p class="crumb"><a href="/">Front page</a></p>
      <h1 tabindex="-1">${q === '' ? 'Names' : html`Names that match “<bdi>${q}</bdi>”`}</h1>
      ${q === '' ? '' : html`<p class="meta"><a href=${withParameters(url, { q: '', cursor: '' })}>Show all names</a></p>`}
      ${rangePicker(url)}
    </header>
    <div class="tools">${typeFilter(url)} ${publicationChoice(url, undefined, known.choices)}</div>
    ${list === undefined ? waiting() : ranking(url, list, known.before)}
  `;
}

function ranking(url: URL, list: NameList, before: NameList | undefined): TemplateResult {
  const { q, by, type, range, from, to } = parametersOf(url.searchParams);
  const measure = measureOf(by);
  if (list.names.length === 0) {
    const what = isKnownType(type) ? typeLabels[type].one.toLowerCase() : 'name';
    return html`<p class="none" role="status">${q === '' ? `No ${what} is named on these days.` : `No ${what} ${range === '' && from === '' && to === '' ? '' : 'on these days '}matches “${q}”. Check the spelling.`}</p>`;
  }
  return html`
    ${pinned(url, list.readAt)}
    ${rankingTable(url, list, {
      caption: q === '' ? `Names by number of ${measure}` : `Names that match ${q}, by number of ${measure}`,
      measure,
      before: new Map(before?.names.map((name) => [idOf(name), name[measure]])),
    })}
    ${pager({ url, nextCursor: list.nextCursor, offset: list.offset, shown: list.names.length, total: list.total, noun: 'name' })}
    ${csvLink(url)}
  `;
}
