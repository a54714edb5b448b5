/// <reference lib="dom" />
/** The filters of names: their type, and the publication that names them. */
import { html, nothing, type TemplateResult } from 'lit-html';
import type { PublicationList } from '../../responses.ts';
import { keptParameters, parametersOf, publicationHref, withParameters } from '../addresses.ts';
import { visit } from '../navigation.ts';
import { typeMark } from '../parts.ts';
import { typeLabels } from '../words.ts';

/** The types, to choose one of them or all. */
export function typeFilter(url: URL): TemplateResult {
  const current = parametersOf(url.searchParams).type;
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

/**
 * The publications, to rank the names of one or of all.
 * @param current the publication that is shown; undefined for all
 * @param list undefined until it has arrived
 */
export function publicationChoice(
  url: URL,
  current: { readonly id: string; readonly name: string } | undefined,
  list: PublicationList | undefined,
): TemplateResult {
  const known = list?.publications ?? [];
  const isMissing = current !== undefined && !known.some(({ id }) => id === current.id);
  const shown = isMissing ? [current, ...known] : known;
  const onChange = (event: Event): void => {
    const field = event.currentTarget;
    if (!(field instanceof HTMLSelectElement)) return;
    const target = field.value === '' ? `/names${keptParameters(url)}` : publicationHref(field.value, url);
    const { type } = parametersOf(url.searchParams);
    visit(withParameters(new URL(target, url), { type }));
  };
  return html`<label class="choice">In
    <select @change=${onChange}>
      <option value="" .selected=${current === undefined}>all publications</option>
      ${shown.map(({ id, name }) => html`<option value=${id} .selected=${id === current?.id}>${name}</option>`)}
    </select>
  </label>`;
}
