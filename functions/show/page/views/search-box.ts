/// <reference lib="dom" />
/**
 * A field that searches while one types. It decides when to search and keeps the typed text; the caller
 * decides what a search does.
 */
import { html, type TemplateResult } from 'lit-html';
import { ifDefined } from 'lit-html/directives/if-defined.js';
import { live } from 'lit-html/directives/live.js';

const TYPING_PAUSE_MS = 250;
/** By field. */
const timers = new Map<string, ReturnType<typeof setTimeout>>();

/** The field, with the parameter name `q`. */
export function searchBox(options: {
  readonly id: string;
  readonly label: string;
  readonly placeholder: string;
  /** The text that the view was made with. */
  readonly value: string;
  readonly search: (text: string) => void;
  readonly classes: string;
  /** Of the form, for screen readers; its label where it is missing. */
  readonly formLabel?: string;
  readonly shortcut?: string;
}): TemplateResult {
  const { id, label, placeholder, value, classes, formLabel, shortcut } = options;
  const search = (field: HTMLInputElement): void => {
    clearTimeout(timers.get(id));
    options.search(field.value);
  };
  const onInput = (event: Event): void => {
    const field = event.currentTarget;
    if (!(field instanceof HTMLInputElement)) return;
    clearTimeout(timers.get(id));
    timers.set(id, setTimeout(search, TYPING_PAUSE_MS, field));
  };
  const onSubmit = (event: SubmitEvent): void => {
    event.preventDefault();
    const form = event.currentTarget;
    const field = form instanceof HTMLFormElement ? form.elements.namedItem('q') : null;
    if (field instanceof HTMLInputElement) search(field);
  };
  // While somebody types, the field keeps the typed text; an answer that arrives meanwhile must not undo it.
  const active = document.activeElement;
  const typed = active instanceof HTMLInputElement && active.id === id ? active.value : undefined;
  return html`<form class=${classes} role="search" aria-label=${ifDefined(formLabel)} @submit=${onSubmit}>
    <label class="hidden" for=${id}>${label}</label>
    <input
      id=${id}
      name="q"
      type="search"
      autocomplete="off"
      spellcheck="false"
      maxlength="200"
      aria-keyshortcuts=${ifDefined(shortcut)}
      placeholder=${placeholder}
      .value=${typed ?? live(value)}
      @input=${onInput}
    />
  </form>`;
}
