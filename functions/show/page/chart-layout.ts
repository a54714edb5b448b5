/**
 * The positions of the parts of a chart over time: bars of stacked layers, lines at round counts, and the
 * days that are named below. Pure; the views draw it.
 */

/** A layer of the stack: a count for each point. */
export interface Layer {
  readonly label: string;
  readonly counts: readonly number[];
}

export interface ChartBox {
  readonly width: number;
  readonly height: number;
}

/** A piece of a bar, in the units of the box. */
export interface Piece {
  readonly layer: number;
  readonly y: number;
  readonly height: number;
}

export interface Bar {
  /** The place of the point, whole, and the bar in it. */
  readonly left: number;
  readonly step: number;
  readonly x: number;
  readonly width: number;
  readonly total: number;
  readonly pieces: readonly Piece[];
}

export interface ChartLayout {
  readonly bars: readonly Bar[];
  /** Lines at round counts, the lowest first. */
  readonly lines: readonly { readonly count: number; readonly y: number }[];
  /** The points that are named, by their index, each with the middle of its label. */
  readonly named: readonly { readonly index: number; readonly x: number }[];
  /** The plot within the box. */
  readonly plot: {
    readonly left: number;
    readonly right: number;
    readonly top: number;
    readonly bottom: number;
  };
}

const MARGIN = { left: 34, right: 6, top: 12, bottom: 24 } as const;
const MAX_BAR = 44;
/** The share of its place that a bar takes. */
const FILLED = 0.78;
/** The least room for the label of a day. */
const LABEL_ROOM = 84;

/**
 * Lays out a chart.
 * @param least a count that its scale reaches at least, so that several charts have one scale
 */
export function chartLayout(points: number, layers: readonly Layer[], box: ChartBox, least = 1): ChartLayout {
  const plot = {
    left: MARGIN.left,
    right: box.width - MARGIN.right,
    top: MARGIN.top,
    bottom: box.height - MARGIN.bottom,
  };
  const totals = Array.from({ length: points }, (_, index) =>
    layers.reduce((sum, { counts }) => sum + (counts[index] ?? 0), 0),
  );
  const most = Math.max(1, least, ...totals);
  const unit = roundStep(most);
  const top = Math.ceil(most / unit) * unit;
  const yOf = (count: number): number => plot.bottom - (count / top) * (plot.bottom - plot.top);
  const step = (plot.right - plot.left) / Math.max(1, points);
  const width = Math.min(MAX_BAR, step * FILLED);
  const bars = totals.map((total, index): Bar => {
    let below = 0;
    const pieces = layers.flatMap(({ counts }, layer): Piece[] => {
      const count = counts[index] ?? 0;
      if (count === 0) return [];
      const [y, bottom] = [yOf(below + count), yOf(below)];
      below += count;
      return [{ layer, y, height: bottom - y }];
    });
    const left = plot.left + index * step;
    return { left, step, x: left + (step - width) / 2, width, total, pieces };
  });
  return {
    bars,
    lines: Array.from({ length: Math.round(top / unit) + 1 }, (_, n) => ({
      count: n * unit,
      y: yOf(n * unit),
    })),
    named: namedPoints(points, Math.max(2, Math.floor((plot.right - plot.left) / LABEL_ROOM))).map(
      (index) => ({
        index,
        x: plot.left + (index + 0.5) * step,
      }),
    ),
    plot,
  };
}

/** The distance of two lines: 1, 2 or 5 times a power of ten, so that there are two to five of them. */
function roundStep(most: number): number {
  const power = 10 ** Math.floor(Math.log10(most));
  const found = [0.2, 0.5, 1].map((factor) => factor * power).find((step) => step >= 1 && most / step <= 4);
  return Math.max(1, found ?? power * 2);
}

/** Points at equal distances, the first and the last among them. */
function namedPoints(points: number, most: number): readonly number[] {
  if (points <= most) return [...Array(points).keys()];
  return [...new Set(Array.from({ length: most }, (_, n) => Math.round((n * (points - 1)) / (most - 1))))];
}
