/// <reference lib="dom" />
/**
 * Counts over time, as bars by day or month; a name's parted by publication. Layers differ by pattern as well
 * as by colour. A point is described in words when the pointer or the arrow keys reach it.
 */
import { html, nothing, svg, type TemplateResult } from 'lit-html';
import { counted, grouped } from '../../../common/domain/quantities.ts';
import type { Series } from '../../responses.ts';
import { publicationHref } from '../addresses.ts';
import { type ChartBox, chartLayout, type Layer } from '../chart-layout.ts';
import { redraw } from '../redraw.ts';
import { dayLabel, measureLabels, type ShownMeasure, tickLabel } from '../words.ts';
import { barDrawing } from './bar-drawing.ts';

const WIDE: ChartBox = { width: 1100, height: 240 };
const NARROW: ChartBox = { width: 380, height: 220 };

/** The point that is described in words; undefined for none. */
let pointed: number | undefined;

/** The chart; the place of one that has not come yet is kept. */
export function overTime(url: URL, series: Series | undefined, measure: ShownMeasure): TemplateResult {
  return html`<section class="panel over-time" aria-labelledby="over-time" aria-busy=${series === undefined ? 'true' : 'false'}>
    <h2 id="over-time">Over time</h2>
    ${series === undefined ? nothing : chart(url, series, measure)}
  </section>`;
}

/** A layer with where it leads; the others together lead nowhere. */
interface ShownLayer extends Layer {
  readonly id?: string;
}

function layersOf({ points, publications, others }: Series, measure: ShownMeasure): readonly ShownLayer[] {
  if (publications === undefined || others === undefined)
    return [{ label: 'All', counts: points.map((point) => point[measure] ?? 0) }];
  const own = publications.map((one) => ({ label: one.name, id: one.id, counts: one[measure] }));
  if (others.publications === 0) return own;
  return [...own, { label: counted(others.publications, 'other publication'), counts: others[measure] }];
}

function chart(url: URL, series: Series, measure: ShownMeasure): TemplateResult {
  const { points, step } = series;
  const { one, heading } = measureLabels[measure];
  const layers = layersOf(series, measure);
  const layout = chartLayout(points.length, layers, matchMedia('(max-width: 44rem)').matches ? NARROW : WIDE);
  const [first, last] = [points[0], points.at(-1)];
  const most = layout.bars.reduce(
    (best, { total }, index) => (total > (layout.bars[best]?.total ?? 0) ? index : best),
    0,
  );
  const highest = layout.bars[most]?.total ?? 0;
  if (first === undefined || last === undefined || highest === 0)
    return html`<p class="small">No ${one} on these days.</p>`;
  const label = `${heading} by ${step} (UTC), from ${dayLabel(first.at)} to ${dayLabel(last.at)}; the most, ${counted(highest, one)}, on ${dayLabel(points[most]?.at ?? '')}.`;
  const sentences = points.map(({ at }, index) => sentenceOf(at, index, layers, one));
  const now = pointed === undefined || pointed >= points.length ? undefined : pointed;
  const point = (index: number | undefined): void => {
    if (index === pointed) return;
    pointed = index;
    redraw();
  };
  return html`
    <div
      class="chart-field"
      role="slider"
      tabindex="0"
      aria-label=${label}
      aria-orientation="horizontal"
      aria-valuemin="1"
      aria-valuemax=${points.length}
      aria-valuenow=${(now ?? points.length - 1) + 1}
      aria-valuetext=${sentences[now ?? points.length - 1] ?? ''}
      @keydown=${(event: KeyboardEvent) => {
        const next = indexAfter(event.key, now, points.length);
        if (next === undefined) return;
        event.preventDefault();
        point(next);
      }}
      @pointerleave=${() => point(undefined)}
      @blur=${() => point(undefined)}
    >
      ${barDrawing(layout, { labels: points.map(({ at }) => tickLabel(at)), sentences, now, point, isParted: true })}
    </div>
    <p class="small told">${now === undefined ? label : sentences[now]}</p>
    ${layers.length < 2 ? nothing : key(url, layers, one)}
  `;
}

/** The keys work as in a slider: https://www.w3.org/WAI/ARIA/apg/patterns/slider/ */
function indexAfter(pressed: string, now: number | undefined, length: number): number | undefined {
  const last = length - 1;
  switch (pressed) {
    case 'ArrowLeft':
    case 'ArrowDown':
      return Math.max(0, (now ?? length) - 1);
    case 'ArrowRight':
    case 'ArrowUp':
      return Math.min(last, (now ?? last) + 1);
    case 'Home':
      return 0;
    case 'End':
      return last;
    default:
      return undefined;
  }
}

function sentenceOf(at: string, index: number, layers: readonly ShownLayer[], one: string): string {
  const total = layers.reduce((sum, { counts }) => sum + (counts[index] ?? 0), 0);
  const parts = layers
    .filter(({ counts }) => (counts[index] ?? 0) > 0)
    .map(({ label, counts }) => `${label} ${grouped(counts[index] ?? 0)}`);
  const told = `${dayLabel(at)}: ${counted(total, one)}`;
  return layers.length < 2 || parts.length === 0 ? told : `${told}. ${parts.join(', ')}`;
}

function key(url: URL, layers: readonly ShownLayer[], one: string): TemplateResult {
  return html`<ul class="key" aria-label="Publications in the bars, from the bottom">
    ${layers.map(({ label, id, counts }, layer) => {
      const total = counts.reduce((sum, count) => sum + count, 0);
      return html`<li>
        <svg class="swatch" viewBox="0 0 18 18" aria-hidden="true">
          ${svg`<rect class="layer-${layer}" width="18" height="18" /><rect fill=${`url(#layer-${layer})`} width="18" height="18" />`}
        </svg>
        ${id === undefined ? html`<bdi>${label}</bdi>` : html`<a href=${publicationHref(id, url)}>${label}</a>`}
        <span class="seen">${counted(total, one)}</span>
      </li>`;
    })}
  </ul>`;
}
