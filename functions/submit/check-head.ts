/** What can be decided before a byte of the body is read. */

import { MAX_BODY_BYTES } from '../common/domain/limits.ts';
import type { RequestHead } from '../common/http/bare-request.ts';
import { isKeyAccepted } from './api-keys.ts';
import { acceptPost, type BodyKind, bodyKind } from './media-type.ts';
import { messages } from './messages.ts';
import { type Answer, refusal } from './refusal.ts';

export type CheckedHead =
  | { readonly kind: BodyKind; readonly awaitsContinue: boolean }
  | { readonly answer: Answer };

const allow = { allow: 'POST, OPTIONS' } as const;

/**
 * Decides whether the body is worth reading, and how.
 * @param keyDigests digests of the keys accepted; none means that no key is asked for
 * @throws Refusal 401, 404, 405, 413, 415 or 417
 */
export function checkHead(head: RequestHead, keyDigests: readonly Buffer[]): CheckedHead {
  const { method, path, headers } = head;
  if (path !== '/posts') throw refusal(404, messages.notFound(path));
  if (method === 'OPTIONS') return { answer: { status: 204, headers: { ...allow, ...acceptPost } } };
  if (method !== 'POST') throw refusal(405, messages.methodNotAllowed(method), { headers: allow });
  if (keyDigests.length > 0) {
    const key = headers['x-api-key'];
    const challenge = { 'www-authenticate': 'ApiKey header="X-Api-Key"' };
    if (typeof key !== 'string') throw refusal(401, messages.keyMissing, { headers: challenge });
    if (!isKeyAccepted(key, keyDigests)) throw refusal(401, messages.keyUnknown, { headers: challenge });
  }
  const kind = bodyKind(headers);
  const { expect } = headers;
  if (expect !== undefined && expect.toLowerCase() !== '100-continue')
    throw refusal(417, messages.expectation(expect));
  if (Number(headers['content-length'] ?? 0) > MAX_BODY_BYTES) throw refusal(413, messages.bodyTooLarge);
  return { kind, awaitsContinue: expect !== undefined };
}
