/** Optional API keys, on top of the platform's own access control. Only digests are configured, so no setting holds a secret. */
import { createHash, timingSafeEqual } from 'node:crypto';

/** Reads the setting: SHA-256 digests in hexadecimal, separated by commas or white space. */
export function parseKeyDigests(setting: string): Buffer[] {
  return setting
    .split(/[\s,]+/)
    .filter((digest) => digest !== '')
    .map((digest) => Buffer.from(digest, 'hex'));
}

/** Whether a key is one of those accepted. Takes the same time whichever it is, and for none. */
export function isKeyAccepted(key: string, digests: readonly Buffer[]): boolean {
  const digest = createHash('sha256').update(key).digest();
  return digests.reduce((accepted, known) => timingSafeEqual(digest, known) || accepted, false);
}
