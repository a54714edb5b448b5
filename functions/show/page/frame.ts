/// <reference lib="dom" />
/**
 * Draws the frame of every view: the masthead, the state of the connection, and the view itself or its error.
 */
import { html, nothing, type TemplateResult } from 'lit-html';
import { counted } from '../../common/domain/quantities.ts';
import { keptParameters, viewOf } from './addresses.ts';
import { faultState, waiting } from './parts.ts';
import type { Snapshot } from './store.ts';
import { isDark, toggleTheme } from './theme.ts';
import { searchEverywhere } from './views/search-everywhere.ts';
import type { Drawing } from './views.ts';

const SITE = 'Names in the news';

export interface Actions {
  readonly refresh: () => void;
  readonly redraw: () => void;
}

/** The whole page in its present state, with its title. */
export function frame(snapshot: Snapshot, actions: Actions): Drawing {
  const { title, content } = body(snapshot, actions);
  return {
    title: title === '' ? SITE : `${title} · ${SITE}`,
    content: html`
      <a class="skip" href="#main" @click=${skipToMain}>Skip to the content</a>
      ${masthead(snapshot, actions)}
      <main id="main" tabindex="-1" aria-busy=${snapshot.loading ? 'true' : 'false'}>${content}</main>
      <footer>
        <p>Counted by <a href="/api/openapi.json" data-plain>entity-pipeline</a>, as articles come in.</p>
      </footer>
    `,
  };
}

function skipToMain(event: Event): void {
  event.preventDefault();
  document.getElementById('main')?.focus();
}

function masthead(snapshot: Snapshot, actions: Actions): TemplateResult {
  const onTheme = (): void => {
    toggleTheme();
    actions.redraw();
  };
  return html`<header class="masthead">
    <a class="home" href="/">${SITE}</a>
    ${searchEverywhere(snapshot.url)}
    <nav class="menu" aria-label="Site">
      ${places.map(
        ({ href, label }) =>
          html`<a class="button quiet" href=${href + keptParameters(snapshot.url)} aria-current=${snapshot.url.pathname === href ? 'page' : nothing}>${label}</a>`,
      )}
    </nav>
    <button type="button" class="quiet theme" aria-pressed=${isDark() ? 'true' : 'false'} @click=${onTheme}>
      <span class="theme-icon" aria-hidden="true"></span><span class="hidden">Dark theme</span>
    </button>
    ${status(snapshot)}
  </header>`;
}

/** Where the masthead leads from everywhere. */
const places = [
  { href: '/names', label: 'Names' },
  { href: '/publications', label: 'Publications' },
  { href: '/articles', label: 'Articles' },
  { href: '/compare', label: 'Compare' },
] as const;

function status({ url, sight, stats, fault }: Snapshot): TemplateResult {
  if (fault !== undefined && sight?.data !== undefined && fault.status !== 404) {
    return html`<p class="status troubled" role="status" title=${fault.detail}>No live updates: ${fault.detail}</p>`;
  }
  // Without a connection nothing is live; the error is shown in place of the view.
  if (fault?.status === 0) return html`<p class="status troubled">Not connected</p>`;
  if (stats === undefined) return html`<p class="status"></p>`;
  return html`<p class="status"><span class="dot" aria-hidden="true"></span>${
    // The overview tells the totals itself.
    viewOf(url.pathname).name === 'overview' ? 'Live' : `Live: ${counted(stats.articles, 'article')}`
  }</p>`;
}

function body(snapshot: Snapshot, actions: Actions): Drawing {
  const { url, sight, hasData, stats, beside, fault } = snapshot;
  if (sight === undefined) {
    const detail = `There is no page at ${url.pathname}.`;
    const missing = { status: 404, title: 'Not Found', detail, isAboutCursor: false };
    return { title: 'Not found', content: faultState(missing, url, actions.refresh) };
  }
  if (hasData && fault !== undefined && (sight.data === undefined || fault.status === 404)) {
    return { title: fault.title, content: faultState(fault, url, actions.refresh) };
  }
  return sight.draw(stats, beside) ?? { title: '', content: waiting() };
}
