/**
 * The page's addresses: which view an address names, the address of a view, and what the API is asked for it.
 * The server finds its pages and preloads their data by it; the page draws, links and reads by it.
 */

/** Cards on one page of the overview, and words in the cloud of each. */
const CARDS = 12;
const WORDS_PER_CARD = 20;
/** Rows of a table; the words of a publication's cloud are the rows of its table. */
const ROWS = 40;

/** The API path of the totals, which every view shows. */
export const STATS_PATH = '/api/stats';

export type View =
  | { readonly name: 'overview' | 'search' | 'missing' }
  | { readonly name: 'publication'; readonly id: string }
  | { readonly name: 'name'; readonly type: string; readonly key: string };

/**
 * The view of a path.
 * @param path as sent, not decoded; one that cannot be decoded names no view
 */
export function viewOf(path: string): View {
  const segments = path.split('/').slice(1).map(decode);
  const [first, a, b] = segments;
  if (segments.length === 1 && first === '') return { name: 'overview' };
  if (segments.length === 1 && first === 'search') return { name: 'search' };
  if (segments.length === 2 && first === 'publications' && a) return { name: 'publication', id: a };
  if (segments.length === 3 && first === 'names' && a && b) return { name: 'name', type: a, key: b };
  return { name: 'missing' };
}

/** The parameters of an address. One that is absent or holds white space only is empty. */
export interface ViewParameters {
  readonly type: string;
  /** Words that are searched for. */
  readonly q: string;
  /** The days that are counted: by name, or by the first and the last. */
  readonly range: string;
  readonly from: string;
  readonly to: string;
  /** What names are ranked by: articles, where it is empty, or mentions. */
  readonly by: string;
  readonly cursor: string;
}

/** Reads the parameters of an address. */
export function parametersOf(query: URLSearchParams): ViewParameters {
  const one = (name: string): string => {
    const value = query.get(name) ?? '';
    return value.trim() === '' ? '' : value;
  };
  return {
    type: one('type'),
    q: one('q'),
    range: one('range'),
    from: one('from'),
    to: one('to'),
    by: one('by'),
    cursor: one('cursor'),
  };
}

/**
 * The API path of a view's data; undefined where the view has none: a search for nothing, and a view that is
 * missing.
 */
export function dataPath(view: View, parameters: ViewParameters): string | undefined {
  const { type, q, range, from, to, by, cursor } = parameters;
  const counted = { range, from, to, by, cursor };
  switch (view.name) {
    case 'overview':
      return apiPath(['publications'], { limit: CARDS, top: WORDS_PER_CARD, ...counted });
    case 'search':
      return q === '' ? undefined : apiPath(['names'], { limit: ROWS, q, ...counted });
    case 'publication':
      return apiPath(['publications', view.id, 'names'], { limit: ROWS, type, q, ...counted });
    case 'name':
      return apiPath(['names', view.type, view.key], { limit: ROWS, ...counted });
    case 'missing':
      return undefined;
  }
}

/** What is read beside a view's own data. The view is whole without it. */
export interface BesidePaths {
  readonly rising?: string;
  readonly silent?: string;
  readonly series?: string;
  readonly articles?: string;
}

/** How many rising names the front page has, and articles the view of a name. */
const RISING = 12;
const ARTICLES = 20;
/** The ranges that have as many days before them to be held against. */
const COMPARABLE = new Set(['today', '7d', '30d']);

/**
 * The API paths of those: on the front page what rises and who is silent; with a name its counts over time
 * and its latest articles. A later page of a list has nothing beside it.
 */
export function besidePaths(view: View, { range, from, to, cursor }: ViewParameters): BesidePaths {
  if (cursor !== '') return {};
  if (view.name === 'overview') {
    const days = from !== '' ? { from, to } : { range: COMPARABLE.has(range) ? range : '7d' };
    return { rising: apiPath(['rising'], { limit: RISING, ...days }), silent: '/api/silent' };
  }
  if (view.name === 'name') {
    const { type, key } = view;
    return {
      series: apiPath(['series'], { name: key, type, range: range === 'today' ? '7d' : range, from, to }),
      articles: apiPath(['articles'], { name: key, limit: ARTICLES }),
    };
  }
  return {};
}

/** The API path of a view's whole list as CSV; undefined where the view has no data. */
export function csvPath(view: View, parameters: ViewParameters): string | undefined {
  const [path, query = ''] = dataPath(view, parameters)?.split('?') ?? [];
  if (path === undefined) return undefined;
  const kept = new URLSearchParams(query);
  for (const name of ['limit', 'top', 'cursor']) kept.delete(name);
  return kept.size === 0 ? `${path}.csv` : `${path}.csv?${kept}`;
}

function apiPath(segments: readonly string[], parameters: Readonly<Record<string, string | number>>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) if (value !== '') query.set(name, String(value));
  return `/api/${segments.map(encodeURIComponent).join('/')}?${query}`;
}

/** What a link to another view keeps of an address: the days that are counted, and the measure. */
export function keptParameters(url: URL): string {
  const query = new URLSearchParams();
  const { range, from, to, by } = parametersOf(url.searchParams);
  for (const [name, value] of Object.entries({ range, from, to, by }))
    if (value !== '') query.set(name, value);
  const text = query.toString();
  return text === '' ? '' : `?${text}`;
}

/**
 * The address of a publication's view.
 * @param from the address of the view that links to it
 */
export function publicationHref(id: string, from?: URL): string {
  return `/publications/${encodeURIComponent(id)}${from === undefined ? '' : keptParameters(from)}`;
}

/**
 * The address of a name's view.
 * @param from the address of the view that links to it
 */
export function nameHref(type: string, key: string, from?: URL): string {
  return `/names/${type}/${encodeURIComponent(key)}${from === undefined ? '' : keptParameters(from)}`;
}

/**
 * An address with some parameters changed.
 * @param changes a parameter's new value; an empty one removes it
 */
export function withParameters(url: URL, changes: Readonly<Record<string, string>>): string {
  const query = new URLSearchParams(url.search);
  for (const [name, value] of Object.entries(changes)) {
    if (value === '') query.delete(name);
    else query.set(name, value);
  }
  const text = query.toString();
  return url.pathname + (text === '' ? '' : `?${text}`);
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return '';
  }
}
