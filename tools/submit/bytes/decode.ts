/** Streams of text in any encoding as UTF-8. */

/**
 * Decodes to UTF-8. What is no text in the encoding becomes U+FFFD.
 * @param label as `TextDecoder` knows it
 */
export async function* toUtf8(stream: AsyncIterable<Buffer>, label: string): AsyncGenerator<Buffer> {
  const decoder = new TextDecoder(label);
  for await (const chunk of stream) {
    const text = decoder.decode(chunk, { stream: true });
    if (text !== '') yield Buffer.from(text);
  }
  const rest = decoder.decode();
  if (rest !== '') yield Buffer.from(rest);
}
