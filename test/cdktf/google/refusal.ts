/** The errors of Google's APIs. */
import type { JsonObject } from './json.ts';

const statuses = {
  400: 'INVALID_ARGUMENT',
  403: 'PERMISSION_DENIED',
  404: 'NOT_FOUND',
  409: 'ALREADY_EXISTS',
  412: 'FAILED_PRECONDITION',
} as const;

/** An error of the API. Handlers throw it; the server answers with it. */
export class ApiRefusal extends Error {
  readonly code: keyof typeof statuses;
  readonly status: string;
  readonly details: readonly JsonObject[];
  /** The older form of the reason, by which the providers recognize a disabled API. */
  readonly reason: string;

  constructor(
    code: keyof typeof statuses,
    message: string,
    more: {
      readonly status?: string;
      readonly details?: readonly JsonObject[];
      readonly reason?: string;
    } = {},
  ) {
    super(message);
    this.code = code;
    this.status = more.status ?? statuses[code];
    this.details = more.details ?? [];
    this.reason = more.reason ?? '';
  }

  /** The body of the response: https://cloud.google.com/apis/design/errors#http_mapping */
  body(): JsonObject {
    const { code, message, status, details, reason } = this;
    const errors = reason === '' ? [] : [{ message, domain: 'global', reason }];
    return { error: { code, message, status, errors, details } };
  }
}
