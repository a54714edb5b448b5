/** Problem documents (RFC 9457, https://www.rfc-editor.org/rfc/rfc9457): how every HTTP function refuses a request. */
import { STATUS_CODES } from 'node:http';
import type { Fault } from '../domain/post.ts';

export interface Problem {
  readonly type: 'about:blank';
  readonly title: string;
  readonly status: number;
  /** What happened and what to do, for people. */
  readonly detail: string;
  /** The single faults, each with the path to its subject. */
  readonly errors: readonly Fault[];
}

export interface ProblemOptions {
  readonly errors?: readonly Fault[];
  readonly headers?: Readonly<Record<string, string>>;
  /** Further members of the document. */
  readonly members?: object;
  /** The error behind a problem that is not the client's fault. It is logged and never sent. */
  readonly cause?: unknown;
}

/** A request that is refused. Thrown on the way to a reply; the HTTP handler sends its document. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  readonly problem: Problem;
  readonly headers: Readonly<Record<string, string>>;

  /**
   * @param detail what happened and what to do, for people
   */
  constructor(status: number, detail: string, options: ProblemOptions = {}) {
    super(detail, options.cause === undefined ? undefined : { cause: options.cause });
    this.headers = options.headers ?? {};
    this.problem = {
      // The default type: the title is then the phrase of the status.
      type: 'about:blank',
      title: STATUS_CODES[status] ?? 'Error',
      status,
      detail,
      errors: options.errors ?? [],
      ...options.members,
    };
  }
}
