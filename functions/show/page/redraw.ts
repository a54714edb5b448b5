/// <reference lib="dom" />
/** Asks for the page to be drawn again, after a part has changed what it shows of the same data. */

const REDRAW = 'redraw-wanted';

/** Draws the page again. */
export function redraw(): void {
  dispatchEvent(new Event(REDRAW));
}

/** Calls `draw` whenever that is asked for. */
export function onRedraw(draw: () => void): void {
  addEventListener(REDRAW, draw);
}
