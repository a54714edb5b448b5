/// <reference lib="dom" />
/** Asks for the page to be drawn again, after a part has changed what it shows of the same data. */

const REDRAW = 'redraw-wanted';

/** Draws the page again. */
export function redraw(): void {
  dispatchEvent(new Event(REDRAW));
}

/** Calls `draw` at each request to redraw. */
export function onRedraw(draw: () => void): void {
  addEventListener(REDRAW, draw);
}
