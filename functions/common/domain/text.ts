/** From bytes to text and from text to JSON, strictly. Pure. */
import { messageOf } from './error-message.ts';

export type ParsedJson =
  | { readonly value: unknown }
  /** Why it is no JSON. */
  | { readonly fault: string };

const utf8 = new TextDecoder('utf-8', { fatal: true });
const utf8WithMark = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The text of UTF-8 bytes without a byte order mark at its beginning; undefined where they are not UTF-8. */
export function decodeUtf8(bytes: Uint8Array): string | undefined {
  return decode(utf8, bytes);
}

/** The text of UTF-8 bytes, with a byte order mark if there is one; undefined where they are not UTF-8. */
export function decodeUtf8Exactly(bytes: Uint8Array): string | undefined {
  return decode(utf8WithMark, bytes);
}

/** The value that a JSON text holds. */
export function parseJson(text: string): ParsedJson {
  try {
    return { value: JSON.parse(text) };
  } catch (error) {
    return { fault: messageOf(error) };
  }
}

/** The value that the bytes of a JSON text in UTF-8 hold; a byte order mark is passed over. */
export function decodeJson(bytes: Uint8Array): ParsedJson {
  const text = decodeUtf8(bytes);
  return text === undefined ? { fault: 'the bytes are not UTF-8' } : parseJson(text);
}

/** The text whose UTF-8 bytes are given as a string with a character for each (latin1). */
export function textOfBytes(latin1: string): string {
  return Buffer.from(latin1, 'latin1').toString();
}

function decode(decoder: TextDecoder, bytes: Uint8Array): string | undefined {
  try {
    return decoder.decode(bytes);
  } catch {
    return undefined;
  }
}
