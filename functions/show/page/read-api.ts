/// <reference lib="dom" />
/**
 * Reads one kind of answer of the API and keeps the last answers by path, each with its validator, so that
 * nothing is sent twice. The type of an answer is taken from the server's own: both are built from one
 * source.
 */
import type { ProblemDocument } from '../../common/domain/problem-document.ts';

/** Why the API could not be read. */
export interface ReadFault {
  readonly status: number;
  readonly title: string;
  readonly detail: string;
  /** Whether the cursor is at fault. */
  readonly isAboutCursor: boolean;
}

export type ReadResult =
  /** Newer data has arrived. It is visible after `keep`. */
  | { readonly outcome: 'new'; readonly keep: () => void }
  | { readonly outcome: 'unchanged' }
  | { readonly outcome: 'fault'; readonly fault: ReadFault };

/** The answers of one kind. */
export interface Answers<Data> {
  /** Reads a path again. */
  readonly read: (path: string) => Promise<ReadResult>;
  /** The kept data of a path. */
  readonly dataOf: (path: string) => Data | undefined;
  /** The data of a path before it last changed, since `forgetChange`. */
  readonly before: (path: string) => Data | undefined;
  readonly forgetChange: () => void;
}

interface Kept<Data> {
  readonly data: Data;
  readonly etag: string | null;
}

const TIMEOUT_MS = 15_000;
const KEPT_PATHS = 60;

/** Makes the reader of one kind of answer. */
export function createAnswers<Data>(): Answers<Data> {
  const kept = new Map<string, Kept<Data>>();
  let change: { readonly path: string; readonly before: Data | undefined } | undefined;

  const keep = (path: string, value: Kept<Data>): void => {
    change = { path, before: kept.get(path)?.data };
    kept.delete(path);
    kept.set(path, value);
    const oldest = kept.keys().next().value;
    if (kept.size > KEPT_PATHS && oldest !== undefined) kept.delete(oldest);
  };

  return {
    async read(path) {
      const etag = kept.get(path)?.etag;
      try {
        const response = await fetch(path, {
          signal: AbortSignal.timeout(TIMEOUT_MS),
          ...(etag && { headers: { 'if-none-match': etag } }),
        });
        if (response.status === 304) return { outcome: 'unchanged' };
        if (!response.ok) return { outcome: 'fault', fault: await faultOf(response) };
        const data: Data = await response.json();
        return { outcome: 'new', keep: () => keep(path, { data, etag: response.headers.get('etag') }) };
      } catch {
        return { outcome: 'fault', fault: noConnection() };
      }
    },
    dataOf: (path) => kept.get(path)?.data,
    before: (path) => (change?.path === path ? change.before : undefined),
    forgetChange() {
      change = undefined;
    },
  };
}

function noConnection(): ReadFault {
  const detail = navigator.onLine
    ? 'The server does not answer. It may be restarting; this page keeps trying.'
    : 'This device is offline. The page updates again as soon as there is a connection.';
  return { status: 0, title: 'No connection', detail, isAboutCursor: false };
}

async function faultOf(response: Response): Promise<ReadFault> {
  // A proxy before the function may answer with something else.
  const problem: Partial<ProblemDocument> | null | undefined = await response.json().catch(() => undefined);
  return {
    status: response.status,
    title: problem?.title ?? 'Error',
    detail: problem?.detail ?? `The server answered with status ${response.status}.`,
    isAboutCursor: problem?.errors?.some(({ path }) => path === 'cursor') ?? false,
  };
}
