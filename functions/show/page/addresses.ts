/**
 * The page's addresses: which view an address names, and the address of a view. The server finds its pages by
 * it; the page draws and links by it. `data-paths.ts` decides which API paths a view reads.
 */

export type View =
  | { readonly name: 'overview' | 'names' | 'publications' | 'articles' | 'compare' | 'missing' }
  | { readonly name: 'publication'; readonly id: string }
  | { readonly name: 'name'; readonly type: string; readonly key: string };

/**
 * The view of a path.
 * @param path as sent, not decoded; one that cannot be decoded names no view
 */
export function viewOf(path: string): View {
  const segments = path
    .replace(/(.)\/$/, '$1')
    .split('/')
    .slice(1)
    .map(decode);
  const [first, a, b] = segments;
  if (segments.length === 1 && first === '') return { name: 'overview' };
  // Addresses of the search from before the list of names are still about.
  if (segments.length === 1 && (first === 'names' || first === 'search')) return { name: 'names' };
  if (segments.length === 1 && first === 'publications') return { name: 'publications' };
  if (segments.length === 1 && first === 'articles') return { name: 'articles' };
  if (segments.length === 1 && first === 'compare') return { name: 'compare' };
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
  /** The measure that names are ranked by: articles, where it is empty, or mentions. */
  readonly by: string;
  /** The order of publications: by articles, where it is empty. */
  readonly sort: string;
  /** Whose articles are listed: those that name something, and those of a publication, by its id. */
  readonly name: string;
  readonly publication: string;
  /** The names or publications to compare: two to five names, or two publications. */
  readonly names: readonly string[];
  readonly publications: readonly string[];
  readonly cursor: string;
}

/** How many are compared with each other. */
export const MAX_COMPARED_NAMES = 5;
const COMPARED_PUBLICATIONS = 2;

/** Reads the parameters of an address. */
export function parametersOf(query: URLSearchParams): ViewParameters {
  const one = (name: string): string => {
    const value = query.get(name) ?? '';
    return value.trim() === '' ? '' : value;
  };
  const several = (name: string, most: number): readonly string[] =>
    [...new Set(query.getAll(name).filter((value) => value.trim() !== ''))].slice(0, most);
  return {
    type: one('type'),
    q: one('q'),
    range: one('range'),
    from: one('from'),
    to: one('to'),
    by: one('by'),
    sort: one('sort'),
    name: one('name'),
    publication: one('publication'),
    names: several('name', MAX_COMPARED_NAMES),
    publications: several('publication', COMPARED_PUBLICATIONS),
    cursor: one('cursor'),
  };
}

/** The part of an address that a link to another view keeps: the days that are counted, and the measure. */
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
 * The address of a list of articles: those behind a number.
 * @param of what they name, in any spelling, and the id of the publication that they are of
 * @param from the address of the view that links to it
 */
export function articlesHref(
  of: { readonly name?: string | undefined; readonly publication?: string | undefined },
  from: URL,
): string {
  const address = new URL('/articles', from);
  const { range, from: first, to } = parametersOf(from.searchParams);
  return withParameters(address, {
    name: of.name ?? '',
    publication: of.publication ?? '',
    range,
    from: first,
    to,
  });
}

/**
 * The address of a comparison.
 * @param from the address of the view that links to it
 */
export function compareHref(
  of: { readonly names?: readonly string[]; readonly publications?: readonly string[] },
  from: URL,
): string {
  const query = new URLSearchParams();
  for (const name of of.names ?? []) query.append('name', name);
  for (const id of of.publications ?? []) query.append('publication', id);
  const kept = keptParameters(from).slice(1);
  return `/compare?${query}${kept === '' ? '' : `&${kept}`}`;
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
