/// <reference lib="dom" />
/** The page: an address is a view, a view has its data, and new data is drawn over the old. */
import { render } from 'lit-html';
import { faces } from './cloud-layout.ts';
import { frame } from './frame.ts';
import { followedFromHere, followLinks } from './navigation.ts';
import { onRedraw } from './redraw.ts';
import { createStore, type Snapshot } from './store.ts';
import { onSystemTheme } from './theme.ts';
import { SEARCH_ID } from './views/search-everywhere.ts';

/** Fonts that take longer are drawn when they come; until then words are measured in the next best font. */
const FONT_WAIT_MS = 1_500;

const root = document.createElement('div');
root.id = 'page';
document.body.append(root);

let latest: Snapshot | undefined;
let focusWanted = false;
/** The link that gets the focus when its view is back. */
let returnTo: string | undefined;
const loadedText = new Set<string>();

const store = createStore((snapshot) => {
  latest = snapshot;
  void loadFonts(snapshot).then(draw);
});

function draw(): void {
  if (latest === undefined) return;
  const { title, content } = frame(latest, { refresh: store.refresh, redraw: draw });
  render(content, root);
  document.title = title;
  if (returnTo !== undefined && !latest.loading) {
    const links = [...root.querySelectorAll<HTMLAnchorElement | SVGAElement>('a')];
    const link = links.find((one) => one.getAttribute('href') === returnTo);
    returnTo = undefined;
    (link ?? root.querySelector<HTMLElement>('h1'))?.focus();
  }
  if (focusWanted && !latest.loading) {
    focusWanted = false;
    // With the focus on the heading of the new view, a screen reader reads it aloud. A field that somebody
    // types in already keeps the focus.
    if (!(document.activeElement instanceof HTMLInputElement))
      root.querySelector<HTMLElement>('h1')?.focus({ preventScroll: true });
  }
}

/**
 * Words are measured when they are placed, so the font has to be there before, with the letters that the
 * names need.
 */
async function loadFonts(snapshot: Snapshot): Promise<void> {
  const letters = [...new Set(JSON.stringify(snapshot.sight?.data ?? ''))].filter(
    (letter) => !loadedText.has(letter),
  );
  if (letters.length === 0) return;
  for (const letter of letters) loadedText.add(letter);
  const serif = faces.person;
  const font = `${serif.weight} 20px ${serif.family}`;
  await Promise.race([
    document.fonts.load(font, letters.join('')).catch(() => undefined),
    new Promise((resolve) => setTimeout(resolve, FONT_WAIT_MS)),
  ]);
}

followLinks((url, kind) => {
  focusWanted = kind === 'visit';
  returnTo = kind === 'return' ? followedFromHere() : undefined;
  if (kind === 'visit') scrollTo(0, 0);
  store.show(url);
});
addEventListener('keydown', (event) => {
  const isTyping =
    event.target instanceof HTMLElement && event.target.matches('input, textarea, [contenteditable]');
  if (event.key !== '/' || isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  const field = document.getElementById(SEARCH_ID);
  if (!(field instanceof HTMLInputElement)) return;
  field.focus();
  field.select();
});

onRedraw(draw);
onSystemTheme(draw);
matchMedia('(max-width: 44rem)').addEventListener('change', draw);
store.show(new URL(location.href));
