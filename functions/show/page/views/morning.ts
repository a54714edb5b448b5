/// <reference lib="dom" />
/** The news of the morning: names that rise, and publications that have gone silent. */
import { html, nothing, type TemplateResult } from 'lit-html';
import { repeat } from 'lit-html/directives/repeat.js';
import { counted, grouped } from '../../../common/domain/quantities.ts';
import type { Rising, Silent } from '../../responses.ts';
import { nameHref, publicationHref } from '../addresses.ts';
import { typeClass, typeLabel, typeMark } from '../parts.ts';
import type { Beside } from '../store.ts';

/** The most silent publications shown by name; the others are counted. */
const SILENT_SHOWN = 5;

/** The news of the morning; the place of what has not come yet is kept. */
export function morningNews(url: URL, { rising, silent }: Beside): TemplateResult {
  return html`
    ${silent === undefined || silent.publications.length === 0 ? nothing : silentOnes(url, silent)}
    <section class="panel rising" aria-labelledby="rising">
      <h2 id="rising">Rising</h2>
      ${rising === undefined ? nothing : risingOnes(url, rising)}
    </section>
  `;
}

function risingOnes(url: URL, rising: Rising): TemplateResult {
  const { names, days, daysBefore } = rising;
  const span = (one: Rising['days']): string => (one.from === one.to ? one.from : `${one.from} to ${one.to}`);
  return html`
    <p class="small">
      Named by a larger share of articles on ${span(days)} than on ${span(daysBefore)} (UTC), the surest first.
    </p>
    ${
      names.length === 0
        ? html`<p class="small">${
            rising.articlesBefore === 0
              ? 'No article is of the days before, so there is nothing to compare with.'
              : 'No name rises for sure.'
          }</p>`
        : html`<ol class="risers">
            ${repeat(
              names,
              ({ type, key }) => `${type}/${key}`,
              ({ type, key, text, articles, articlesBefore, isNew }) => html`<li>
                ${typeMark(type)}
                <a class="name ${typeClass(type)}" href=${nameHref(type, key, url)}>${text}</a>
                <span class="hidden">, ${typeLabel(type).toLowerCase()},</span>
                <span class="seen"
                  >${counted(articles, 'article')}, ${isNew ? 'new' : `${grouped(articlesBefore)} before`}</span
                >
              </li>`,
            )}
          </ol>`
    }
  `;
}

function silentOnes(url: URL, { publications }: Silent): TemplateResult {
  const more = publications.length - SILENT_SHOWN;
  return html`<p class="silent">
    Silent against their habit:
    ${publications
      .slice(0, SILENT_SHOWN)
      .map(
        ({ id, name, lastDay }, index) =>
          html`${index === 0 ? '' : ', '}<a href=${publicationHref(id, url)}>${name}</a> since ${lastDay}`,
      )}${more > 0 ? html`, and ${counted(more, 'more publication')} (<a href="/api/silent.csv" download data-plain>all</a>)` : nothing}.
  </p>`;
}
