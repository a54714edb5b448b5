/** Addresses of articles. Pure. */

// biome-ignore lint/suspicious/noControlCharactersInRegex: the parser drops some control characters
const unsafe = /[\s\u0000-\u001f\u007f"<>\\\p{Bidi_Control}\p{Surrogate}]/u;

/**
 * Whether a text is an http or https URL that a page may link to. White space, control characters, quotes and
 * angle brackets must be percent-encoded, because the URL parser repairs them silently. A user name or
 * password would be published with the link.
 */
export function isWebAddress(text: string): boolean {
  if (unsafe.test(text) || !/^https?:\/\//i.test(text) || !URL.canParse(text)) return false;
  const { username, password } = new URL(text);
  return username === '' && password === '';
}
