/// <reference lib="dom" />
/**
 * The news of the morning: names that rise, names that lead, and publications that have gone silent.
 */
import { html, nothing, type TemplateResult } from 'lit-html';
import { repeat } from 'lit-html/directives/repeat.js';
import { counted, grouped } from '../../../common/domain/quantities.ts';
import type { NameList, Rising, Silent } from '../../responses.ts';
import {
  articlesHref,
  keptParameters,
  nameHref,
  parametersOf,
  publicationHref,
  withParameters,
} from '../addresses.ts';
import type { Beside } from '../beside.ts';
import { feedLink, typeClass, typeLabel, typeMark } from '../parts.ts';
import { dayLabel, measureLabels, measureOf } from '../words.ts';
import { spark } from './spark.ts';

/** The most silent publications shown by name; the others are counted. */
const SILENT_SHOWN = 5;

/** The news of the morning; the place of what has not come yet is kept. */
export function morningNews(url: URL, { rising, leading, silent }: Beside): TemplateResult {
  return html`
    ${silent === undefined || silent.publications.length === 0 ? nothing : silentOnes(url, silent)}
    <div class="morning">
      <section class="panel rising" aria-labelledby="rising" aria-busy=${rising === undefined ? 'true' : 'false'}>
        <h2 id="rising">Rising</h2>
        <p class="aside">${feedLink(url)}</p>
        ${rising === undefined ? nothing : risingOnes(url, rising)}
      </section>
      <section class="panel leading" aria-labelledby="leading" aria-busy=${leading === undefined ? 'true' : 'false'}>
        <h2 id="leading">Named most</h2>
        ${leading === undefined ? nothing : leadingOnes(url, leading)}
      </section>
    </div>
  `;
}

function leadingOnes(url: URL, { names, total, days, trendDays }: NameList): TemplateResult {
  const measure = measureOf(parametersOf(url.searchParams).by);
  const ofDays = trendDays === undefined ? '' : `Bars by day, ${spanOf(trendDays)}`;
  if (names.length === 0) return html`<p class="small">There are no names on these days.</p>`;
  return html`
    <p class="small">
      By ${measure}${days.from === null && days.to === null ? ' of all time' : ''}. ${ofDays}.
    </p>
    <ol class="leaders">
      ${repeat(
        names,
        ({ type, key }) => `${type}/${key}`,
        ({ type, key, text, trend, ...counts }) => html`<li>
          <span class="who">
            ${typeMark(type)}
            <a class="name ${typeClass(type)}" href=${nameHref(type, key, url)}>${text}</a>
            <span class="hidden">, ${typeLabel(type).toLowerCase()},</span>
          </span>
          ${spark(trend, trendDays)}
          <a class="number seen" href=${articlesHref({ name: text }, url)}>${counted(counts[measure], measureLabels[measure].one)}</a>
        </li>`,
      )}
    </ol>
    <p class="more"><a href=${`/names${keptParameters(url)}`}>All ${grouped(total)} names</a></p>
  `;
}

function spanOf({ from, to }: { readonly from: string; readonly to: string }): string {
  return from === to ? dayLabel(from) : `${dayLabel(from)} – ${dayLabel(to)}`;
}

function risingOnes(url: URL, rising: Rising): TemplateResult {
  const { names, days, daysBefore } = rising;
  const there = new URL(withParameters(url, { range: '', ...days }), url);
  return html`
    <p class="small">
      Named by a larger share of articles (${spanOf(days)}) than before (${spanOf(daysBefore)}). The most
      certain rise first.
    </p>
    ${
      names.length === 0
        ? html`<p class="small">${
            rising.articlesBefore === 0
              ? `Nothing to compare yet: there are no articles of ${spanOf(daysBefore)}.`
              : 'No name is clearly rising.'
          }</p>`
        : html`<ol class="risers">
            ${repeat(
              names,
              ({ type, key }) => `${type}/${key}`,
              ({ type, key, text, articles, articlesBefore, isNew }) => html`<li>
                <span class="who">
                  ${typeMark(type)}
                  <a class="name ${typeClass(type)}" href=${nameHref(type, key, url)}>${text}</a>
                  <span class="hidden">, ${typeLabel(type).toLowerCase()},</span>
                </span>
                <span class="seen"
                  ><a class="number" href=${articlesHref({ name: text }, there)}>${counted(articles, 'article')}</a>, ${isNew ? 'new' : `${grouped(articlesBefore)} before`}</span
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
    Gone silent:
    ${publications
      .slice(0, SILENT_SHOWN)
      .map(
        ({ id, name, lastDay }, index) =>
          html`${index === 0 ? '' : ', '}<a href=${publicationHref(id, url)}>${name}</a> since ${dayLabel(lastDay)}`,
      )}${more > 0 ? html`, and ${counted(more, 'more publication')} (<a href="/api/silent.csv" download data-plain>all</a>)` : nothing}.
  </p>`;
}
