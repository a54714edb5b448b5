/** Sends answers and problems. */
import type { ServerResponse } from 'node:http';
import type { RequestHead } from '../common/http/bare-request.ts';
import type { ProblemError } from '../common/http/problem.ts';
import { type Answer, chooseEncoding, isCompressible } from './answer.ts';

type Headers = Readonly<Record<string, string>>;

/** Sends an answer: without its body when the client has it already or asked for the head alone. */
export async function sendAnswer(
  head: RequestHead,
  response: ServerResponse,
  status: number,
  answer: Answer,
  extra: Headers = {},
): Promise<void> {
  const headers = {
    ...extra,
    etag: answer.etag,
    'cache-control': answer.cacheControl,
    'content-type': answer.contentType,
    vary: [extra.vary, 'Accept-Encoding'].filter((field) => field !== undefined).join(', '),
  };
  if (status === 200 && matches(head.headers['if-none-match'], answer.etag)) {
    const { 'content-type': _, ...rest } = headers;
    response.writeHead(304, rest).end();
    return;
  }
  const accepted = head.headers['accept-encoding'];
  const header = Array.isArray(accepted) ? accepted.join(',') : accepted;
  const encoding = isCompressible(answer) ? chooseEncoding(header) : 'identity';
  const body = await answer.encoded(encoding);
  response.writeHead(status, {
    ...headers,
    'content-length': String(body.length),
    ...(encoding !== 'identity' && { 'content-encoding': encoding }),
  });
  response.end(head.method === 'HEAD' ? undefined : body);
}

/** Sends a problem document. */
export function sendProblem(
  head: RequestHead,
  response: ServerResponse,
  error: ProblemError,
  extra: Headers = {},
): void {
  const body = Buffer.from(JSON.stringify(error.problem));
  response.writeHead(error.problem.status, {
    ...extra,
    ...error.headers,
    'content-type': 'application/problem+json',
    'cache-control': 'no-store',
    'content-length': String(body.length),
  });
  response.end(head.method === 'HEAD' ? undefined : body);
}

/** Weak comparison of validators (https://www.rfc-editor.org/rfc/rfc9110#section-13.1.2). */
function matches(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false;
  const bare = (tag: string): string => tag.trim().replace(/^W\//, '');
  return header.trim() === '*' || header.split(',').some((tag) => bare(tag) === bare(etag));
}
