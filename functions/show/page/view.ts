/** What stands in the address: which view, and which part of it. */

export type View =
  | { readonly name: 'overview' | 'search' | 'missing' }
  | { readonly name: 'publication'; readonly id: string }
  | { readonly name: 'entity'; readonly type: string; readonly key: string };

/** The view of an address. */
export function viewOf(url: URL): View {
  const segments = url.pathname.split('/').slice(1).map(decode);
  const [first, a, b] = segments;
  if (segments.length === 1 && first === '') return { name: 'overview' };
  if (segments.length === 1 && first === 'search') return { name: 'search' };
  if (segments.length === 2 && first === 'publications' && a) return { name: 'publication', id: a };
  if (segments.length === 3 && first === 'entities' && a && b) return { name: 'entity', type: a, key: b };
  return { name: 'missing' };
}

/** The address of a publication's view. */
export function publicationHref(id: string): string {
  return `/publications/${encodeURIComponent(id)}`;
}

/** The address of an entity's view. */
export function entityHref(type: string, key: string): string {
  return `/entities/${type}/${encodeURIComponent(key)}`;
}

/**
 * An address with some parameters changed.
 * @param changes a parameter's new value; an empty one takes it out
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
