/// <reference lib="dom" />
/** Draws bars over time from their layout. Each describes its count in words. */
import { html, nothing, svg, type TemplateResult } from 'lit-html';
import { grouped } from '../../../common/domain/quantities.ts';
import type { Bar, ChartLayout } from '../chart-layout.ts';

/** Draws a chart. */
export function barDrawing(
  { bars, lines, named, plot }: ChartLayout,
  shown: {
    /** The labels of the axis, by point. */
    readonly labels: readonly string[];
    /** The count of each point, in words. */
    readonly sentences: readonly string[];
    /** The description of the whole chart, where nothing beside it describes it. */
    readonly label?: string;
    /** The point that is pointed at. */
    readonly now?: number | undefined;
    readonly point?: (index: number) => void;
    /** Whether layers have patterns; one drawing of a page may have them. */
    readonly isParted?: boolean;
  },
): TemplateResult {
  const { labels, sentences, label, now, point, isParted = false } = shown;
  const [width, height] = [plot.right + 6, plot.bottom + 24];
  return html`<svg
    class="chart"
    role=${label === undefined ? nothing : 'img'}
    aria-label=${label ?? nothing}
    aria-hidden=${label === undefined ? 'true' : nothing}
    viewBox="0 0 ${width} ${height}">
    <defs>${isParted ? patterns() : nothing}</defs>
    ${lines.map(
      ({ count, y }) =>
        svg`<line class="grid" x1=${plot.left} x2=${plot.right} y1=${y} y2=${y} /><text class="tick" x=${plot.left - 6} y=${y + 4} text-anchor="end">${grouped(count)}</text>`,
    )}
    ${bars.map(
      (bar, index) => svg`<g class=${index === now ? 'now' : ''} @pointerenter=${() => point?.(index)}>
        <title>${sentences[index]}</title>
        <rect class="room" x=${bar.left} y=${plot.top} width=${bar.step} height=${plot.bottom - plot.top} />
        ${pieces(bar, isParted)}
      </g>`,
    )}
    ${named.map(({ index, x }, n) => {
      const anchor = n === 0 ? 'start' : n === named.length - 1 ? 'end' : 'middle';
      const at = n === 0 ? plot.left : n === named.length - 1 ? plot.right : x;
      return svg`<text class="tick" x=${named.length === 1 ? x : at} y=${plot.bottom + 17} text-anchor=${named.length === 1 ? 'middle' : anchor}>${labels[index]}</text>`;
    })}
  </svg>`;
}

function pieces({ x, width, pieces: own }: Bar, isParted: boolean): readonly TemplateResult[] {
  return own.map(
    ({ layer, y, height }) =>
      svg`<rect class="piece layer-${layer}" x=${x} y=${y} width=${width} height=${height} />${
        isParted
          ? svg`<rect class="piece" fill=${`url(#layer-${layer})`} x=${x} y=${y} width=${width} height=${height} />`
          : nothing
      }`,
  );
}

/** Lines in the colour of the paper over the colour of a layer, to distinguish layers without colour. */
function patterns(): readonly TemplateResult[] {
  const shapes = [
    svg``,
    svg`<path d="M-1 7 7 -1M-1 3 3 -1M3 7 7 3" />`,
    svg`<path d="M0 1.5H6" />`,
    svg`<path d="M1.5 0V6" />`,
    svg`<path d="M-1 -1 7 7M-1 3 3 7M3 -1 7 3" />`,
    svg`<path d="M0 1.5H6M1.5 0V6" />`,
  ];
  return shapes.map(
    (shape, layer) =>
      svg`<pattern id=${`layer-${layer}`} width="6" height="6" patternUnits="userSpaceOnUse"><g class="hatch">${shape}</g></pattern>`,
  );
}
