/** Decides what a path asks for. */
import { ProblemError } from '../common/http/problem.ts';
import { type View, viewOf } from './page/addresses.ts';

/** The form of an answer of the API. */
export type AnswerForm = 'json' | 'csv' | 'atom';

export type Route =
  | {
      readonly name:
        | 'publications'
        | 'names'
        | 'articles'
        | 'rising'
        | 'series'
        | 'compare'
        | 'silent'
        | 'stats'
        | 'openapi';
    }
  | { readonly name: 'publication' | 'publicationNames'; readonly id: string }
  | { readonly name: 'name' | 'together' | 'nameArticles'; readonly type: string; readonly key: string }
  | { readonly name: 'asset'; readonly file: string }
  /** A view of the page; one that is missing says so. */
  | { readonly name: 'page'; readonly view: View };

/**
 * Finds the route of a path.
 * @param path as sent, not decoded
 * @throws ProblemError 400 when a segment cannot be decoded, 404 when the API has nothing there
 */
export function routeOf(path: string): Route {
  const [first, ...rest] = withoutLastSlash(path).split('/').slice(1).map(decode);
  if (first === 'api') return apiRoute(rest, path);
  if (first === 'assets' && rest.length === 1 && rest[0] !== undefined)
    return { name: 'asset', file: rest[0] };
  return { name: 'page', view: viewOf(path) };
}

/**
 * The form that an answer is asked for in: by `.csv` or `.atom` at the end of the path, or CSV by Accept.
 * @returns the form, and the path without that ending
 */
export function formOf(
  path: string,
  accept: string | undefined,
): { readonly form: AnswerForm; readonly path: string } {
  for (const form of ['csv', 'atom'] as const)
    if (isApiPath(path) && path.endsWith(`.${form}`))
      return { form, path: path.slice(0, -`.${form}`.length) };
  return { form: prefersCsv(accept) ? 'csv' : 'json', path };
}

/** Whether a client wants CSV more than JSON (RFC 9110, section 12.5.1); who takes anything gets JSON. */
function prefersCsv(accept = ''): boolean {
  const weights = new Map(
    accept.split(',').map((part) => {
      const [name = '', ...options] = part.split(';').map((piece) => piece.trim().toLowerCase());
      const weight = options.find((option) => option.startsWith('q='))?.slice(2);
      return [name, weight === undefined ? 1 : Number(weight) || 0];
    }),
  );
  return (weights.get('text/csv') ?? 0) > (weights.get('application/json') ?? 0);
}

/**
 * Whether a path is in the API, however its letters are encoded. It is not where its first segment cannot be
 * decoded; `routeOf` refuses such a path.
 */
export function isApiPath(path: string): boolean {
  const [, first = ''] = path.split('/');
  try {
    return decodeURIComponent(first) === 'api';
  } catch {
    return false;
  }
}

/** `/api/names/` is `/api/names`, for people and programs that end an address so. */
function withoutLastSlash(path: string): string {
  return path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path;
}

function apiRoute(segments: readonly string[], path: string): Route {
  const [collection, a, b, c] = segments;
  switch (`${collection}/${segments.length}`) {
    case 'publications/1':
      return { name: 'publications' };
    case 'publications/2':
      if (a) return { name: 'publication', id: a };
      break;
    case 'publications/3':
      if (a && b === 'names') return { name: 'publicationNames', id: a };
      break;
    case 'names/1':
      return { name: 'names' };
    case 'names/3':
      if (a && b) return { name: 'name', type: a, key: b };
      break;
    case 'names/4':
      if (a && b && c === 'together') return { name: 'together', type: a, key: b };
      if (a && b && c === 'articles') return { name: 'nameArticles', type: a, key: b };
      break;
    case 'compare/1':
      return { name: 'compare' };
    case 'articles/1':
      return { name: 'articles' };
    case 'rising/1':
      return { name: 'rising' };
    case 'series/1':
      return { name: 'series' };
    case 'silent/1':
      return { name: 'silent' };
    case 'stats/1':
      return { name: 'stats' };
    case 'openapi.json/1':
      return { name: 'openapi' };
  }
  throw new ProblemError(404, `There is nothing at ${path}. /api/openapi.json lists all paths.`);
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    throw new ProblemError(400, `The path holds "${segment}", which is not valid percent-encoded UTF-8.`);
  }
}
