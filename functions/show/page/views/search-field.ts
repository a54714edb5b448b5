/// <reference lib="dom" />
/**
 * A field that searches while one types: the address follows, without an entry in the history for each
 * letter.
 */
import { html, type TemplateResult } from 'lit-html';
import { live } from 'lit-html/directives/live.js';
import { withParameters } from '../addresses.ts';
import { replaceAddress } from '../navigation.ts';

const TYPING_PAUSE_MS = 250;
let timer: ReturnType<typeof setTimeout> | undefined;

/** The field; the view around it reads `q` from the address. */
export function searchField(options: {
  readonly url: URL;
  readonly label: string;
  readonly value: string;
}): TemplateResult {
  const search = (field: HTMLInputElement): void => {
    clearTimeout(timer);
    replaceAddress(withParameters(options.url, { q: field.value, cursor: '' }));
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
  const typed = active instanceof HTMLInputElement && active.id === 'q' ? active.value : undefined;
  return html`<form class="find" role="search" @submit=${onSubmit}>
    <label class="hidden" for="q">${options.label}</label>
    <input
      id="q"
      name="q"
      type="search"
      autocomplete="off"
      spellcheck="false"
      maxlength="200"
      placeholder=${options.label}
      .value=${typed ?? live(options.value)}
      @input=${onInput}
    />
  </form>`;
}
