/// <reference lib="dom" />
/** Counts over time, as bars: one a day or a month, each told in words when it is pointed at. */
import { html, nothing, svg, type TemplateResult } from 'lit-html';
import { counted } from '../../../common/domain/quantities.ts';
import type { Series } from '../../responses.ts';
import { measureLabels, type ShownMeasure } from '../words.ts';

/** In the units of the drawing, which is stretched to the width there is. */
const STEP = 10;
const BAR = 8;
const HEIGHT = 60;

/** The chart; the place of one that has not come yet is kept. */
export function overTime(series: Series | undefined, measure: ShownMeasure): TemplateResult {
  return html`<section class="panel over-time" aria-labelledby="over-time">
    <h2 id="over-time">Over time</h2>
    ${series === undefined ? nothing : chart(series, measure)}
  </section>`;
}

function chart({ points, step }: Series, measure: ShownMeasure): TemplateResult {
  const { one, heading } = measureLabels[measure];
  const counts = points.map((point) => ({ at: point.at, count: point[measure] ?? 0 }));
  const [first, last] = [counts[0], counts.at(-1)];
  const most = counts.reduce((best, point) => (point.count > best.count ? point : best), {
    at: '',
    count: 0,
  });
  if (first === undefined || last === undefined || most.count === 0)
    return html`<p class="small">No ${one} on these days.</p>`;
  const words = `${heading} by ${step} (UTC), from ${first.at} to ${last.at}; the most, ${counted(most.count, one)}, on ${most.at}.`;
  return html`
    <svg class="chart" role="img" aria-label=${words} viewBox="0 0 ${counts.length * STEP} ${HEIGHT}" preserveAspectRatio="none">
      ${counts.map(({ at, count }, index) => {
        const height = (count / most.count) * HEIGHT;
        // The whole height is there to point at, also where the bar is low.
        return svg`<g>
          <title>${`${at}: ${counted(count, one)}`}</title>
          <rect class="room" x=${index * STEP} y="0" width=${STEP} height=${HEIGHT} />
          <rect x=${index * STEP + (STEP - BAR) / 2} y=${HEIGHT - height} width=${BAR} height=${height} />
        </g>`;
      })}
    </svg>
    <p class="small">${words}</p>
  `;
}
