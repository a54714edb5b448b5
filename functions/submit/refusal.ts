/** Refusing a request: the answer is a problem document (RFC 9457). */
import type { Fault } from '../common/domain/post.ts';
import { problemDocument } from '../common/http/problem.ts';

/** What is sent back: a JSON value and the headers that belong to it. */
export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Undefined for an answer without a body. */
  readonly body?: object;
}

/** The request cannot be accepted; `answer` says why. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly answer: Answer;

  constructor(answer: Answer, detail: string) {
    super(detail);
    this.answer = answer;
  }
}

/** The client went away before its request was complete: there is nobody to answer. */
export class ClientGone extends Error {
  override readonly name = 'ClientGone';
}

export interface ProblemOptions {
  readonly headers?: Readonly<Record<string, string>>;
  readonly errors?: readonly Fault[];
  /** Further members of the document. */
  readonly members?: object;
}

/**
 * A problem document as an answer.
 * @param detail what is wrong and what to do, for people
 */
export function problem(status: number, detail: string, options: ProblemOptions = {}): Answer {
  return {
    status,
    headers: { ...options.headers, 'content-type': 'application/problem+json' },
    body: { ...problemDocument(status, detail, options.errors), ...options.members },
  };
}

/** A problem document as an error to throw. */
export function refusal(status: number, detail: string, options?: ProblemOptions): Refusal {
  return new Refusal(problem(status, detail, options), detail);
}
