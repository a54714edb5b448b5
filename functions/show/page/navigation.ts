/// <reference lib="dom" />
/**
 * Links within the page change the address and the view without loading the page again; the browser's own
 * buttons do the same.
 */
/** `visit` is a link followed, `return` the back or forward button, `replace` a change of the same view. */
export type AddressChange = 'visit' | 'return' | 'replace';

/** The names of the events that tell of a replaced address, and of one that is visited. */
const REPLACED = 'address-replaced';
const VISITED = 'address-visited';

/** Calls `arrive` with every new address. */
export function followLinks(arrive: (url: URL, kind: AddressChange) => void): void {
  document.addEventListener('click', (event) => {
    if (event.defaultPrevented || event.button !== 0) return;
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const link = event.target instanceof Element ? event.target.closest('a') : null;
    const href = link?.getAttribute('href');
    // An address that begins with two slashes is of another origin.
    if (!link || !href?.startsWith('/') || href.startsWith('//') || link.hasAttribute('data-plain')) return;
    event.preventDefault();
    visit(href, JSON.parse(link.getAttribute('data-trail') ?? '[]'));
  });
  addEventListener(VISITED, () => arrive(new URL(location.href), 'visit'));
  addEventListener('popstate', () => arrive(new URL(location.href), 'return'));
  addEventListener(REPLACED, () => arrive(new URL(location.href), 'replace'));
}

/**
 * Goes to another view, as a link does.
 * @param trail the cursors of the pages before it
 */
export function visit(href: string, trail: unknown = []): void {
  // The way back leads to the link that was followed.
  history.replaceState({ ...stateNow(), followed: href }, '');
  history.pushState({ trail }, '', href);
  dispatchEvent(new Event(VISITED));
}

/** Changes the address of the same view, without a new entry in the history. */
export function replaceAddress(href: string): void {
  history.replaceState({ trail: [] }, '', href);
  dispatchEvent(new Event(REPLACED));
}

/** The link that was followed from this entry of the history; undefined where none was. */
export function followedFromHere(): string | undefined {
  const { followed } = stateNow();
  return typeof followed === 'string' ? followed : undefined;
}

function stateNow(): { readonly [field: string]: unknown } {
  const state: unknown = history.state;
  return typeof state === 'object' && state !== null ? { ...state } : {};
}
