/// <reference lib="dom" />
/** Names side by side: their counts as a table, and their days as one drawing each, all on one scale. */
import { html, nothing, type TemplateResult } from 'lit-html';
import { counted, grouped } from '../../../common/domain/quantities.ts';
import type { ComparedNames } from '../../responses.ts';
import { articlesHref, compareHref, nameHref } from '../addresses.ts';
import { type ChartBox, chartLayout } from '../chart-layout.ts';
import { bar, typeClass, typeLabel, typeMark } from '../parts.ts';
import { dayLabel, share, tickLabel } from '../words.ts';
import { barDrawing } from './bar-drawing.ts';

const BOX: ChartBox = { width: 540, height: 150 };

type ComparedName = ComparedNames['names'][number];

/** @param asked the names as the address has them, in the order of the answer */
export function comparedNames(url: URL, asked: readonly string[], compared: ComparedNames): TemplateResult {
  const { names, articles } = compared;
  const maximum = Math.max(...names.map((name) => name.articles));
  const most = Math.max(...names.flatMap(({ points }) => points.map((point) => point.articles)));
  return html`
    <table class="ranking">
      <caption class="hidden">Names that are compared</caption>
      <thead>
        <tr>
          <th scope="col">Name</th>
          <th scope="col" class="other">Mentions</th>
          <th scope="col" class="other">Of all articles</th>
          <th scope="col" class="measure">Articles</th>
          <th scope="col"><span class="hidden">Leave out</span></th>
        </tr>
      </thead>
      <tbody>
        ${names.map(
          (name, index) => html`<tr>
            <th scope="row">${link(url, name)}</th>
            <td class="other">${grouped(name.mentions)}</td>
            <td class="other">${share(name.share)}</td>
            <td class="measure">
              ${bar(name.articles, maximum, name.type)}<a class="number value" href=${articlesHref({ name: name.text }, url)}>${grouped(name.articles)}</a>
            </td>
            <td class="leave">
              <a href=${compareHref({ names: asked.filter((_, at) => at !== index) }, url)} aria-label=${`Leave out ${name.text}`}>Leave out</a>
            </td>
          </tr>`,
        )}
      </tbody>
    </table>
    <p class="small">These days have ${counted(articles, 'article')}. All charts have the same scale.</p>
    <div class="multiples">${names.map((name) => days(name, compared.step, most))}</div>
  `;
}

function link(url: URL, { type, key, text }: ComparedName): TemplateResult {
  if (type === undefined)
    return html`<bdi class="name">${text}</bdi> <span class="also">in no article</span>`;
  return html`${typeMark(type)} <a class="name ${typeClass(type)}" href=${nameHref(type, key, url)}>${text}</a>
    <span class="hidden">, ${typeLabel(type).toLowerCase()}</span>`;
}

function days({ text, points }: ComparedName, step: string, most: number): TemplateResult | typeof nothing {
  if (points.length === 0) return nothing;
  const counts = points.map(({ articles }) => articles);
  const highest = Math.max(...counts);
  const at = points[counts.indexOf(highest)]?.at ?? '';
  const words = highest === 0 ? 'none' : `the most, ${counted(highest, 'article')}, on ${dayLabel(at)}`;
  return html`<figure class="panel">
    <figcaption><bdi>${text}</bdi></figcaption>
    ${barDrawing(chartLayout(points.length, [{ label: text, counts }], BOX, most), {
      labels: points.map((point) => tickLabel(point.at)),
      sentences: points.map((point) => `${dayLabel(point.at)}: ${counted(point.articles, 'article')}`),
      label: `Articles that name ${text} by ${step} (UTC): ${words}.`,
    })}
  </figure>`;
}
