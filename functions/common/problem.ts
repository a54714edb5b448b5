/** Problem documents (RFC 9457, https://www.rfc-editor.org/rfc/rfc9457): how the HTTP functions say no. */
import { STATUS_CODES } from 'node:http';
import type { Fault } from './post.ts';

export interface Problem {
  readonly type: 'about:blank';
  readonly title: string;
  readonly status: number;
  /** What is wrong and what to do, for people. */
  readonly detail: string;
  /** The single faults, each with the path to what it is about. */
  readonly errors: readonly Fault[];
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
    this.problem = {
      type: 'about:blank',
      title: STATUS_CODES[status] ?? 'Error',
      status,
      detail,
      errors: options.errors ?? [],
    };
    this.headers = options.headers ?? {};
  }
}
