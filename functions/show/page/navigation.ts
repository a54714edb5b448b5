/// <reference lib="dom" />
/** Links within the page change the address and the view without loading the page again; the browser's own buttons do the same. */
import type { Replace } from './views/search-field.ts';

/** `visit` is a link followed, `return` the back or forward button, `replace` a change of the same view. */
export type Arrival = 'visit' | 'return' | 'replace';

/** Calls `arrive` with every new address. */
export function followLinks(arrive: (url: URL, kind: Arrival) => void): void {
  document.addEventListener('click', (event) => {
    if (event.defaultPrevented || event.button !== 0) return;
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const link = event.target instanceof Element ? event.target.closest('a') : null;
    const href = link?.getAttribute('href');
    // What begins with two slashes is another origin.
    if (!link || !href?.startsWith('/') || href.startsWith('//') || link.hasAttribute('data-plain')) return;
    event.preventDefault();
    const trail: unknown = JSON.parse(link.getAttribute('data-trail') ?? '[]');
    history.pushState({ trail }, '', href);
    arrive(new URL(location.href), 'visit');
  });
  addEventListener('popstate', () => arrive(new URL(location.href), 'return'));
  addEventListener('replace-address', (event) => {
    const href = (event as Replace).detail;
    history.replaceState({ trail: [] }, '', href);
    arrive(new URL(location.href), 'replace');
  });
}
