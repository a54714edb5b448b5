/// <reference lib="dom" />
/**
 * The field of the masthead: it finds names of all publications while one types. The list of names follows
 * it; on another view the first word leads to that list.
 */
import type { TemplateResult } from 'lit-html';
import { keptParameters, parametersOf, viewOf, withParameters } from '../addresses.ts';
import { replaceAddress, visit } from '../navigation.ts';
import { searchBox } from './search-box.ts';

/** The id of the field, which the slash key leads to. */
export const SEARCH_ID = 'find';

/** The field. */
export function searchEverywhere(url: URL): TemplateResult {
  return searchBox({
    id: SEARCH_ID,
    classes: 'find everywhere',
    formLabel: 'Names of all publications',
    label: 'Find a name',
    placeholder: 'Find a name, such as “merkel” ( / )',
    shortcut: '/',
    value: viewOf(url.pathname).name === 'names' ? parametersOf(url.searchParams).q : '',
    search(text) {
      // The address may have changed since this was drawn.
      const now = new URL(location.href);
      if (viewOf(now.pathname).name === 'names') replaceAddress(withParameters(now, { q: text, cursor: '' }));
      else if (text.trim() !== '')
        visit(withParameters(new URL(`/names${keptParameters(now)}`, now), { q: text }));
    },
  });
}
