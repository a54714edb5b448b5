/**
 * Optional API keys, on top of the platform's own access control. Only digests are configured, so no setting
 * holds a secret. Each key has a name, which its posts carry. So after a key is revoked, the posts sent with
 * it can be found.
 */
import { createHash, timingSafeEqual } from 'node:crypto';

/** A key that is accepted. */
export interface ApiKey {
  /** The name of the sender. A sender may have several keys, so that one can be replaced by another. */
  readonly name: string;
  readonly digest: Buffer;
}

const KEY = /^([A-Za-z0-9](?:[A-Za-z0-9._-]{0,38}[A-Za-z0-9])?):([0-9a-f]{64})$/i;

/**
 * The keys of the setting: `name:digest`, separated by commas or white space; undefined where it is anything
 * else, or gives one digest twice.
 */
export function parseApiKeys(setting: string): readonly ApiKey[] | undefined {
  const keys: ApiKey[] = [];
  for (const part of setting.split(/[\s,]+/)) {
    if (part === '') continue;
    const [, name, digest] = KEY.exec(part) ?? [];
    if (name === undefined || digest === undefined) return undefined;
    keys.push({ name, digest: Buffer.from(digest, 'hex') });
  }
  const digests = new Set(keys.map(({ digest }) => digest.toString('hex')));
  return digests.size === keys.length ? keys : undefined;
}

/**
 * The name of a key; undefined for a key that is not accepted. The time taken does not depend on which key
 * matches, or whether one does.
 */
export function senderOf(key: string, keys: readonly ApiKey[]): string | undefined {
  const digest = createHash('sha256').update(key).digest();
  return keys.reduce<string | undefined>(
    (found, known) => (timingSafeEqual(digest, known.digest) ? known.name : found),
    undefined,
  );
}
