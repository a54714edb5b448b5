/// <reference lib="dom" />
/** What stands around every view: the masthead, the state of the connection, the view itself or what is wrong with it. */
import { html, type nothing, type TemplateResult } from 'lit-html';
import type {
  EntityInPublications,
  EntitySearch,
  PublicationEntities,
  PublicationList,
  Stats,
} from '../responses.ts';
import { faultState, waiting } from './parts.ts';
import type { Snapshot } from './store.ts';
import { isDark, toggleTheme } from './theme.ts';
import { viewOf } from './view.ts';
import { entityView } from './views/entity.ts';
import { overview } from './views/overview.ts';
import { publicationView } from './views/publication.ts';
import { searchView } from './views/search.ts';
import { counted } from './words.ts';

const SITE = 'Names in the news';

export interface Actions {
  readonly refresh: () => void;
  readonly redraw: () => void;
}

/** The whole page as it is now, with its title. */
export function frame(
  snapshot: Snapshot,
  actions: Actions,
): { readonly title: string; readonly content: TemplateResult } {
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
  const stats = snapshot.stats as Stats | undefined;
  return html`<header class="masthead">
    <a class="home" href="/">${SITE}</a>
    ${status(snapshot, stats)}
    <nav class="menu" aria-label="Site">
      <a class="button quiet" href="/search">Find a name</a>
      <button type="button" class="quiet theme" aria-pressed=${isDark() ? 'true' : 'false'} @click=${onTheme}>
        <span class="theme-icon" aria-hidden="true"></span><span class="hidden">Dark theme</span>
      </button>
    </nav>
  </header>`;
}

function status(snapshot: Snapshot, stats: Stats | undefined): TemplateResult {
  const { fault, data } = snapshot;
  if (fault !== undefined && data !== undefined && fault.status !== 404) {
    return html`<p class="status troubled" role="status" title=${fault.detail}>Not being refreshed: ${fault.detail}</p>`;
  }
  if (stats === undefined) return html`<p class="status"></p>`;
  return html`<p class="status"><span class="dot" aria-hidden="true"></span>${
    // The overview tells the totals itself.
    snapshot.url.pathname === '/' ? 'Live' : `Live: ${counted(stats.posts, 'article')}`
  }</p>`;
}

function body(
  snapshot: Snapshot,
  actions: Actions,
): { readonly title: string; readonly content: TemplateResult | typeof nothing } {
  const { url, data, before, fault } = snapshot;
  const view = viewOf(url);
  if (view.name === 'missing') {
    const detail = `There is no page at ${url.pathname}.`;
    const missing = { status: 404, title: 'Not Found', detail, aboutCursor: false };
    return { title: 'Not found', content: faultState(missing, url, actions.refresh) };
  }
  if (view.name === 'search') {
    const hasAsked = (url.searchParams.get('prefix') ?? '').trim() !== '';
    if (hasAsked && data === undefined && fault !== undefined) {
      return { title: fault.title, content: faultState(fault, url, actions.refresh) };
    }
    return {
      title: 'Find a name',
      content: searchView(url, hasAsked ? (data as EntitySearch | undefined) : undefined),
    };
  }
  if (data === undefined || fault?.status === 404) {
    if (fault === undefined) return { title: '', content: waiting() };
    return { title: fault.title, content: faultState(fault, url, actions.refresh) };
  }
  switch (view.name) {
    case 'overview':
      return {
        title: '',
        content: overview(
          url,
          data as PublicationList,
          before as PublicationList | undefined,
          snapshot.stats as Stats | undefined,
        ),
      };
    case 'publication': {
      const list = data as PublicationEntities;
      return {
        title: list.publication.name,
        content: publicationView(url, list, before as PublicationEntities | undefined),
      };
    }
    case 'entity': {
      const entity = data as EntityInPublications;
      return {
        title: entity.text,
        content: entityView(url, entity, before as EntityInPublications | undefined),
      };
    }
  }
}
