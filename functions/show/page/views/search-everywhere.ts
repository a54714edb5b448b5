/// <reference lib="dom" />
/**
 * The field of the masthead: it finds names of all publications while one types. The list of names follows
 * it; on another view the first word leads to that list.
 */
import { html, type TemplateResult } from 'lit-html';
import { live } from 'lit-html/directives/live.js';
import { keptParameters, parametersOf, viewOf, withParameters } from '../addresses.ts';
import { replaceAddress, visit } from '../navigation.ts';

/** The id of the field, which the slash key leads to. */
export const SEARCH_ID = 'find';
const TYPING_PAUSE_MS = 250;
let timer: ReturnType<typeof setTimeout> | undefined;

/** The field. */
export function searchEverywhere(url: URL): TemplateResult {
  const isHere = viewOf(url.pathname).name === 'names';
  const search = (field: HTMLInputElement): void => {
    clearTimeout(timer);
    // The address may have changed since this was drawn.
    const now = new URL(location.href);
    if (viewOf(now.pathname).name === 'names')
      replaceAddress(withParameters(now, { q: field.value, cursor: '' }));
    else if (field.value.trim() !== '')
      visit(withParameters(new URL(`/names${keptParameters(now)}`, now), { q: field.value }));
  };
  const onInput = (event: Event): void => {
    const field = event.currentTarget;
    if (!(field instanceof HTMLInputElement)) return;
    clearTimeout(timer);
    timer = setTimeout(search, TYPING_PAUSE_MS, field);
  };
  const onSubmit = (event: SubmitEvent): void => {
    event.preventDefault();
    const form = event.currentTarget;
    const field = form instanceof HTMLFormElement ? form.elements.namedItem('q') : null;
    if (field instanceof HTMLInputElement) search(field);
  };
  // While somebody types, the field keeps the typed text; an answer that arrives meanwhile must not undo it.
  const active = document.activeElement;
  const typed = active instanceof HTMLInputElement && active.id === SEARCH_ID ? active.value : undefined;
  const value = isHere ? parametersOf(url.searchParams).q : '';
  return html`<form class="find everywhere" role="search" aria-label="Names of all publications" @submit=${onSubmit}>
    <label class="hidden" for=${SEARCH_ID}>Find a name</label>
    <input
      id=${SEARCH_ID}
      name="q"
      type="search"
      autocomplete="off"
      spellcheck="false"
      maxlength="200"
      aria-keyshortcuts="/"
      placeholder="Find a name, such as “merkel” ( / )"
      .value=${typed ?? live(value)}
      @input=${onInput}
    />
  </form>`;
}
