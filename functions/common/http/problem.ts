/** Problem documents (RFC 9457, https://www.rfc-editor.org/rfc/rfc9457): how the HTTP functions say no. */
import { STATUS_CODES } from 'node:http';
import type { Fault } from '../domain/post.ts';

export interface Problem {
  readonly type: 'about:blank';
  readonly title: string;
  readonly status: number;
  /** What is wrong and what to do, for people. */
  readonly detail: string;
  /** The single faults, each with the path to what it is about. */
  readonly errors: readonly Fault[];
}

/**
 * Makes a problem document. Its `type` is the default, `about:blank`, so its title is the status' own phrase.
 * @param detail what is wrong and what to do, for people
 */
export function problemDocument(status: number, detail: string, errors: readonly Fault[] = []): Problem {
  return { type: 'about:blank', title: STATUS_CODES[status] ?? 'Error', status, detail, errors };
}

/** A request that cannot be fulfilled, thrown on the way to an answer. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  readonly problem: Problem;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: number,
    detail: string,
    options: {
      readonly errors?: readonly Fault[];
      readonly headers?: Readonly<Record<string, string>>;
      readonly cause?: unknown;
    } = {},
  ) {
    super(detail, { cause: options.cause });
    this.problem = problemDocument(status, detail, options.errors);
    this.headers = options.headers ?? {};
  }
}
