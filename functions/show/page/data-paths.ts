/**
 * The API paths that a view is read from. The server preloads them, the page reads them. `addresses.ts`
 * decides which view an address names.
 */
import type { View, ViewParameters } from './addresses.ts';

/** Cards on one page of the overview, and words in the cloud of each. */
const CARDS = 12;
const WORDS_PER_CARD = 20;
/** Rows of a table; the words of a publication's cloud are the rows of its table. */
const ROWS = 40;
/** Articles on a page of them. The API gives at most 100, and the CSV of articles has that many. */
const ARTICLES = 50;
const MAX_ARTICLES = 100;

/** Each name with its articles by day. */
const TREND = { trend: 'true' } as const;

/** The API path of the totals, which every view shows. */
export const STATS_PATH = '/api/stats';

/** The API path of a view's data; undefined where the view is missing. */
export function dataPath(view: View, parameters: ViewParameters): string | undefined {
  const { type, range, from, to, by, cursor } = parameters;
  const q = searchable(parameters.q);
  const counted = { range, from, to, by, cursor };
  switch (view.name) {
    case 'overview':
      return apiPath(['publications'], { limit: CARDS, top: WORDS_PER_CARD, ...counted });
    case 'names':
      return apiPath(['names'], { limit: ROWS, type, q, ...TREND, ...counted });
    case 'publication':
      return apiPath(['publications', view.id, 'names'], { limit: ROWS, type, q, ...TREND, ...counted });
    case 'name':
      return apiPath(['names', view.type, view.key], { limit: ROWS, ...counted });
    case 'publications':
      return apiPath(['publications'], { limit: ROWS, q, sort: parameters.sort, range, from, to, cursor });
    case 'articles': {
      const { name, publication } = parameters;
      return apiPath(['articles'], { limit: ARTICLES, name, publication, range, from, to, cursor });
    }
    case 'compare':
      return comparePath(parameters);
    case 'missing':
      return undefined;
  }
}

/** Undefined until there are two to compare. */
function comparePath({ names, publications, range, from, to }: ViewParameters): string | undefined {
  const [field, compared] = names.length > 0 ? ['name', names] : ['publication', publications];
  if (compared.length < 2) return undefined;
  const query = new URLSearchParams(compared.map((value) => [field, value]));
  for (const [name, value] of Object.entries({ range, from, to })) if (value !== '') query.set(name, value);
  return `/api/compare?${query}`;
}

/** The API refuses words without a letter or a digit. While somebody types, they are as good as none. */
function searchable(q: string): string {
  return /[\p{L}\p{N}]/u.test(q) ? q : '';
}

/** The paths that are read beside a view's own data. The view is complete without them. */
export interface BesidePaths {
  readonly rising?: string;
  readonly silent?: string;
  /** The names that lead. */
  readonly leading?: string;
  readonly series?: string;
  readonly articles?: string;
  /** The other names in the articles that name a name. */
  readonly together?: string;
  /** Publications to choose from. */
  readonly choices?: string;
}

/** Leading names and rising names on the front page; the latest articles in the view of a name. */
const LEADING = 12;
const RISING = 12;
const LATEST = 20;
/** Names that are shown as named together with one. */
const TOGETHER = 12;
/** Publications to choose from. Further ones are found in the list of publications. */
const CHOICES = 100;
/** The ranges that the API compares with the same number of days before them. */
const COMPARABLE = new Set(['today', '7d', '30d']);
/** The most days that the API compares with the same number of days before them. */
const MAX_COMPARED_DAYS = 45;
const DAY_MS = 86_400_000;

/**
 * The API paths of the data beside a view. The front page has leading and rising names, and silent
 * publications. A name or a publication has its counts over time; a name also has its latest articles. A
 * later page of a list has nothing beside it.
 */
export function besidePaths(view: View, { range, from, to, by, cursor }: ViewParameters): BesidePaths {
  const days = { range: range === 'today' ? '7d' : range, from, to };
  const choices = apiPath(['publications'], { limit: CHOICES });
  if (view.name === 'names' || view.name === 'articles' || view.name === 'compare') return { choices };
  if (cursor !== '') return view.name === 'publication' ? { choices } : {};
  switch (view.name) {
    case 'overview':
      return {
        leading: apiPath(['names'], { limit: LEADING, ...TREND, range, from, to, by }),
        rising: apiPath(['rising'], { limit: RISING, ...comparedDays(range, from, to) }),
        silent: '/api/silent',
      };
    case 'publication':
      return { series: apiPath(['series'], { publication: view.id, ...days }), choices };
    case 'name':
      return {
        series: apiPath(['series'], { name: view.key, type: view.type, split: 'publication', ...days }),
        articles: apiPath(['articles'], { name: view.key, limit: LATEST, range, from, to }),
        together: apiPath(['names', view.type, view.key, 'together'], { limit: TOGETHER, range, from, to }),
      };
    default:
      return {};
  }
}

/** The days that are compared with as many before them; for a range that is too long, the last week. */
function comparedDays(range: string, from: string, to: string): Readonly<Record<string, string>> {
  const last = to === '' ? Date.now() : Date.parse(to);
  const isShort = (last - Date.parse(from)) / DAY_MS < MAX_COMPARED_DAYS;
  if (from !== '' && isShort) return { from, to };
  return { range: COMPARABLE.has(range) ? range : '7d' };
}

/** The API path of a view as a feed; undefined where there is none. */
export function feedPath(view: View): string | undefined {
  if (view.name === 'overview') return '/api/rising.atom';
  if (view.name !== 'name') return undefined;
  return `/api/names/${encodeURIComponent(view.type)}/${encodeURIComponent(view.key)}/articles.atom`;
}

/** The API path of a view's whole list as CSV; undefined where the view has no data. */
export function csvPath(view: View, parameters: ViewParameters): string | undefined {
  const [path, query = ''] = dataPath(view, parameters)?.split('?') ?? [];
  if (path === undefined) return undefined;
  const kept = new URLSearchParams(query);
  for (const name of ['limit', 'top', 'trend', 'cursor']) kept.delete(name);
  if (view.name === 'articles') kept.set('limit', String(MAX_ARTICLES));
  return kept.size === 0 ? `${path}.csv` : `${path}.csv?${kept}`;
}

function apiPath(segments: readonly string[], parameters: Readonly<Record<string, string | number>>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) if (value !== '') query.set(name, String(value));
  return `/api/${segments.map(encodeURIComponent).join('/')}?${query}`;
}
