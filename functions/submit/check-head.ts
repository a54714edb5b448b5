/** The decisions about a request before a byte of its body is read. */

import { MAX_BODY_BYTES } from '../common/domain/limits.ts';
import { API_KEY_HEADER, SUBMIT_PATH } from '../common/domain/submit-endpoint.ts';
import { ProblemError } from '../common/http/problem.ts';
import type { Reply } from '../common/http/reply.ts';
import type { RequestHead } from '../common/http/request-head.ts';
import { type ApiKey, senderOf } from './api-keys.ts';
import { acceptPost, type BodyKind, bodyKind } from './media-type.ts';
import { messages } from './messages.ts';

export type CheckedHead =
  | {
      readonly kind: BodyKind;
      readonly awaitsContinue: boolean;
      /** The name of its key; undefined where no key is asked for. */
      readonly sender: string | undefined;
    }
  | { readonly reply: Reply };

const allow = { allow: 'POST, OPTIONS' } as const;

/**
 * Decides whether the body is worth reading, and how.
 * @param keys those accepted; none means that no key is asked for
 * @throws ProblemError 401, 404, 405, 413, 415 or 417
 */
export function checkHead(head: RequestHead, keys: readonly ApiKey[]): CheckedHead {
  const { method, path, headers } = head;
  if (path !== SUBMIT_PATH) throw new ProblemError(404, messages.notFound(path));
  if (method === 'OPTIONS') return { reply: { status: 204, headers: { ...allow, ...acceptPost } } };
  if (method !== 'POST') throw new ProblemError(405, messages.methodNotAllowed(method), { headers: allow });
  const sender = keys.length === 0 ? undefined : checkKey(headers[API_KEY_HEADER.toLowerCase()], keys);
  const kind = bodyKind(headers);
  const { expect } = headers;
  if (expect !== undefined && expect.toLowerCase() !== '100-continue')
    throw new ProblemError(417, messages.expectation(expect));
  if (Number(headers['content-length'] ?? 0) > MAX_BODY_BYTES)
    throw new ProblemError(413, messages.bodyTooLarge);
  return { kind, awaitsContinue: expect !== undefined, sender };
}

function checkKey(key: string | string[] | undefined, keys: readonly ApiKey[]): string {
  const headers = { 'www-authenticate': `ApiKey header="${API_KEY_HEADER}"` };
  if (typeof key !== 'string') throw new ProblemError(401, messages.keyMissing, { headers });
  const sender = senderOf(key, keys);
  if (sender === undefined) throw new ProblemError(401, messages.keyUnknown, { headers });
  return sender;
}
