/** Which API paths a view shows: known to the server, which preloads them, and to the page, which reads them. */

/** Cards on one page of the overview, and words in the cloud of each. */
const CARDS = 12;
const WORDS_PER_CARD = 20;
/** Rows of a table; the words of a publication's cloud are the rows of its table. */
const ROWS = 40;

export interface DataPaths {
  /** What the view is about; undefined for a search that has not been asked anything. */
  readonly main: string | undefined;
  readonly stats: string;
}

/**
 * The API paths of a view.
 * @param path the view's path, as it stands in the address
 * @param query the view's parameters: `cursor`, `type`, `prefix`
 */
export function dataPaths(path: string, query: URLSearchParams): DataPaths {
  return { main: mainPath(path, query), stats: '/api/stats' };
}

function mainPath(path: string, query: URLSearchParams): string | undefined {
  const kept = (names: readonly string[], fixed: Readonly<Record<string, number>>): string => {
    const parameters = new URLSearchParams();
    for (const [name, value] of Object.entries(fixed)) parameters.set(name, String(value));
    for (const name of names) {
      const value = query.get(name);
      if (value !== null && value.trim() !== '') parameters.set(name, value);
    }
    return parameters.toString();
  };
  if (path === '/') {
    return `/api/publications?${kept(['cursor'], { limit: CARDS, top: WORDS_PER_CARD })}`;
  }
  if (path === '/search') {
    const hasPrefix = (query.get('prefix') ?? '').trim() !== '';
    return hasPrefix ? `/api/entities?${kept(['prefix', 'cursor'], { limit: ROWS })}` : undefined;
  }
  if (path.startsWith('/publications/')) {
    return `/api${path}/entities?${kept(['type', 'prefix', 'cursor'], { limit: ROWS })}`;
  }
  return `/api${path}?${kept(['cursor'], { limit: ROWS })}`;
}
