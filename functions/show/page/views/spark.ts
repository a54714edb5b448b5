/// <reference lib="dom" />
/** A trend as a drawing of the size of a word: a bar per day, described in words for screen readers. */
import { html, nothing, svg, type TemplateResult } from 'lit-html';
import { counted } from '../../../common/domain/quantities.ts';
import type { NameList } from '../../responses.ts';
import { dayLabel } from '../words.ts';

/** The days that a drawing has. */
export type DrawnDays = NonNullable<NameList['trendDays']>;

/** In the units of the drawing, which is stretched to its place. */
const STEP = 4;
const GAP = 1;
const HEIGHT = 24;
/** A day with an article is seen, however many another day has. */
const LEAST_HEIGHT = 2;
const DAY_MS = 86_400_000;

/** The drawing; nothing where there is no trend. */
export function spark(
  trend: readonly number[] | undefined,
  days: DrawnDays | undefined,
): TemplateResult | typeof nothing {
  if (trend === undefined || days === undefined || trend.length === 0) return nothing;
  const most = Math.max(...trend);
  const width = trend.length * STEP;
  const dayAt = (index: number): string =>
    new Date(Date.parse(days.from) + index * DAY_MS).toISOString().slice(0, days.from.length);
  const words =
    most === 0
      ? 'No article on these days'
      : `Most on ${dayLabel(dayAt(trend.indexOf(most)))}: ${counted(most, 'article')}`;
  // One path for all bars: a row of a table may not cost a hundred elements.
  const path = trend
    .map((count, index) => {
      if (count === 0) return '';
      const height = Math.max(LEAST_HEIGHT, (count / most) * HEIGHT);
      return `M${index * STEP} ${HEIGHT}v${-round(height)}h${STEP - GAP}v${round(height)}z`;
    })
    .join('');
  return html`<svg class="spark" role="img" aria-label=${words} viewBox="0 0 ${width} ${HEIGHT}" preserveAspectRatio="none">
    <title>${words}</title>${svg`<path d=${path} />`}
  </svg>`;
}

/** The heading of the column of trends. */
export function trendLabel(days: DrawnDays | undefined): string {
  if (days === undefined) return 'Trend';
  const length = (Date.parse(days.to) - Date.parse(days.from)) / DAY_MS + 1;
  return `By day, ${counted(length, 'day')}`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
