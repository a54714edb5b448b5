/// <reference lib="dom" />
/** Reads the API: each path with the validator of what is here already, so that nothing is sent twice. */

export interface Fault {
  readonly status: number;
  readonly title: string;
  readonly detail: string;
  /** Whether the cursor is what is wrong. */
  readonly aboutCursor: boolean;
}

export interface Kept {
  readonly data: unknown;
  readonly etag: string | null;
}

export type Reading =
  | { readonly outcome: 'new'; readonly kept: Kept }
  | { readonly outcome: 'unchanged' }
  | { readonly outcome: 'fault'; readonly fault: Fault };

const TIMEOUT_MS = 15_000;

/**
 * Reads a path.
 * @param known what was read before; an answer that equals it is `unchanged`
 */
export async function readApi(path: string, known: Kept | undefined): Promise<Reading> {
  try {
    const response = await fetch(path, {
      signal: AbortSignal.timeout(TIMEOUT_MS),
      ...(known?.etag && { headers: { 'if-none-match': known.etag } }),
    });
    if (response.status === 304) return { outcome: 'unchanged' };
    if (response.ok) {
      return { outcome: 'new', kept: { data: await response.json(), etag: response.headers.get('etag') } };
    }
    return { outcome: 'fault', fault: await faultOf(response) };
  } catch {
    const detail = navigator.onLine
      ? 'The server cannot be reached. It may be restarting; this page keeps trying.'
      : 'This device is offline. The page goes on as soon as there is a connection.';
    return { outcome: 'fault', fault: { status: 0, title: 'No connection', detail, aboutCursor: false } };
  }
}

async function faultOf(response: Response): Promise<Fault> {
  const problem: unknown = await response.json().catch(() => undefined);
  const { title, detail, errors } = (problem ?? {}) as {
    title?: string;
    detail?: string;
    errors?: readonly { path: string }[];
  };
  return {
    status: response.status,
    title: title ?? 'Error',
    detail: detail ?? `The server answered with status ${response.status}.`,
    aboutCursor: errors?.some(({ path }) => path === 'cursor') ?? false,
  };
}
