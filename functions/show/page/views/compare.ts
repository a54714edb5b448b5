/// <reference lib="dom" />
/** Two to five names side by side, or two publications; the address is the comparison. */
import { html, type TemplateResult } from 'lit-html';
import type { ComparedNames, ComparedPublications, PublicationList } from '../../responses.ts';
import { compareHref, MAX_COMPARED_NAMES, parametersOf } from '../addresses.ts';
import type { Beside } from '../beside.ts';
import { visit } from '../navigation.ts';
import { csvLink, waiting } from '../parts.ts';
import { comparedNames } from './compared-names.ts';
import { comparedPublications } from './compared-publications.ts';
import { rangePicker } from './range-picker.ts';

/**
 * The comparison.
 * @param compared undefined while it is on its way, and while there is nothing to compare
 */
export function compareView(
  url: URL,
  compared: ComparedNames | ComparedPublications | undefined,
  { choices }: Pick<Beside, 'choices'>,
): TemplateResult {
  const { names, publications } = parametersOf(url.searchParams);
  const isOfPublications = names.length === 0 && publications.length > 0;
  const isWhole = names.length > 1 || (isOfPublications && publications.length > 1);
  return html`
    <header class="lead">
      <p class="crumb"><a href="/">Front page</a></p>
      <h1 tabindex="-1">Compare</h1>
      ${rangePicker(url)}
    </header>
    <div class="tools">
      ${isOfPublications ? '' : addName(url, names)} ${names.length > 0 ? '' : choosePublications(url, publications, choices)}
    </div>
    ${
      compared === undefined
        ? isWhole
          ? waiting()
          : html`<p class="none">Choose two to five names, or two publications. The address of this page keeps your choice, so you can share it.</p>`
        : compared.of === 'names'
          ? comparedNames(url, names, compared)
          : comparedPublications(url, compared)
    }
    ${isWhole ? csvLink(url) : ''}
  `;
}

function addName(url: URL, names: readonly string[]): TemplateResult {
  if (names.length >= MAX_COMPARED_NAMES)
    return html`<p class="small">At most five names can be compared.</p>`;
  const onSubmit = (event: SubmitEvent): void => {
    event.preventDefault();
    const form = event.currentTarget;
    const field = form instanceof HTMLFormElement ? form.elements.namedItem('added') : null;
    if (!(field instanceof HTMLInputElement) || field.value.trim() === '') return;
    const target = compareHref({ names: [...names, field.value.trim()] }, url);
    field.value = '';
    visit(target);
  };
  return html`<form class="find add" @submit=${onSubmit}>
    <label class="hidden" for="added">Name to compare</label>
    <input id="added" name="added" autocomplete="off" maxlength="200" placeholder=${names.length === 0 ? 'A name, such as “Berlin”' : 'Another name'} />
    <button type="submit">${names.length === 0 ? 'Begin' : 'Add'}</button>
  </form>`;
}

function choosePublications(
  url: URL,
  chosen: readonly string[],
  list: PublicationList | undefined,
): TemplateResult {
  const known = list?.publications ?? [];
  const shown = [
    ...chosen.filter((id) => !known.some((one) => one.id === id)).map((id) => ({ id, name: id })),
    ...known,
  ];
  const select = (place: number, label: string): TemplateResult => html`<label class="choice">${label}
    <select
      @change=${(event: Event) => {
        const field = event.currentTarget;
        if (!(field instanceof HTMLSelectElement)) return;
        const next = place === 0 ? [field.value, ...chosen.slice(1)] : [...chosen.slice(0, 1), field.value];
        visit(compareHref({ publications: next.filter((id) => id !== '') }, url));
      }}
    >
      <option value="" .selected=${chosen[place] === undefined}>choose a publication</option>
      ${shown.map(({ id, name }) => html`<option value=${id} .selected=${id === chosen[place]}>${name}</option>`)}
    </select>
  </label>`;
  return html`<div class="days">${select(0, 'Publication')} ${chosen.length === 0 ? '' : select(1, 'with')}</div>`;
}
