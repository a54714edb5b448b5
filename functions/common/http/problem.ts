/**
 * Every HTTP function refuses a request in the same way: it throws an error that holds the problem document
 * to send.
 */
import { STATUS_CODES } from 'node:http';
import type { Fault } from '../domain/post.ts';
import type { ProblemDocument } from '../domain/problem-document.ts';

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
  readonly problem: ProblemDocument;
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
