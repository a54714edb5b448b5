/// <reference lib="dom" />
/** The days that are counted, to choose from: by name, or from one day to another. Days are those of UTC. */
import { html, nothing, type TemplateResult } from 'lit-html';
import { parametersOf, withParameters } from '../addresses.ts';
import { visit } from '../navigation.ts';
import { dayLabel, rangeLabels } from '../words.ts';

/** The picker; what it chooses is in the address. */
export function rangePicker(url: URL): TemplateResult {
  const { range, from, to } = parametersOf(url.searchParams);
  const current = range === 'all' ? '' : range;
  const isOwn = from !== '' || to !== '';
  return html`<div class="days">
    <nav class="tabs ranges" aria-label="Days that are counted, in UTC">
      ${Object.entries(rangeLabels).map(
        ([name, label]) => html`<a
          class="tab"
          href=${withParameters(url, { range: name, from: '', to: '', cursor: '' })}
          aria-current=${!isOwn && name === current ? 'true' : nothing}
          >${label}</a
        >`,
      )}
      <details class="own-days">
        <summary class="tab" aria-current=${isOwn ? 'true' : nothing}>${isOwn ? ownLabel(from, to) : 'From … to'}</summary>
        ${ownDays(url, from, to)}
      </details>
    </nav>
    <span class="utc">Days are UTC</span>
  </div>`;
}

function ownLabel(from: string, to: string): string {
  if (from === '') return `until ${dayLabel(to)}`;
  if (to === '') return `since ${dayLabel(from)}`;
  return from === to ? dayLabel(from) : `${dayLabel(from)} – ${dayLabel(to)}`;
}

function ownDays(url: URL, from: string, to: string): TemplateResult {
  const onSubmit = (event: SubmitEvent): void => {
    event.preventDefault();
    const form = event.currentTarget;
    if (!(form instanceof HTMLFormElement)) return;
    const [first = '', last = ''] = ['from', 'to'].map((name) => {
      const field = form.elements.namedItem(name);
      return field instanceof HTMLInputElement ? field.value : '';
    });
    const isTurned = first !== '' && last !== '' && last < first;
    form.closest('details')?.removeAttribute('open');
    visit(
      withParameters(url, {
        range: '',
        from: isTurned ? last : first,
        to: isTurned ? first : last,
        cursor: '',
      }),
    );
  };
  const today = new Date().toISOString().slice(0, '2026-11-27'.length);
  return html`<form @submit=${onSubmit}>
    <label>From <input type="date" name="from" max=${today} .value=${from} /></label>
    <label>to <input type="date" name="to" max=${today} .value=${to} /></label>
    <button type="submit">Show</button>
  </form>`;
}
