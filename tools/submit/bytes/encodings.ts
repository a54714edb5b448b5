/** Tells the encoding of text by its beginning. Pure; the decoding itself is in decode.ts. */
import { isUtf8 } from 'node:buffer';

export interface TextEncoding {
  /** A label that `TextDecoder` knows. */
  readonly label: string;
  /** Bytes of the mark at the beginning. */
  readonly markBytes: number;
}

export type EncodingGuess =
  | TextEncoding
  /** The encoding cannot be detected for sure: the likely one, and the first place that is not UTF-8. */
  | { readonly likely: string; readonly line: number; readonly excerpt: string };

const UTF8: TextEncoding = { label: 'utf-8', markBytes: 0 };

/**
 * Tells an encoding by the mark, by where the zero bytes are, or by whether it is UTF-8.
 * @param head the beginning of the text
 * @param isWhole whether that is all of it
 */
export function guessEncoding(head: Buffer, isWhole: boolean): EncodingGuess {
  return markedEncoding(head) ?? unmarkedUtf16(head) ?? utf8OrNot(head, isWhole);
}

function markedEncoding(head: Buffer): TextEncoding | undefined {
  const mark = head.toString('hex', 0, 4);
  if (mark.startsWith('efbbbf')) return { label: 'utf-8', markBytes: 3 };
  if (mark === 'fffe0000' || mark === '0000feff') return undefined;
  if (mark.startsWith('fffe')) return { label: 'utf-16le', markBytes: 2 };
  if (mark.startsWith('feff')) return { label: 'utf-16be', markBytes: 2 };
  return undefined;
}

/** Separators, digits and column names have a zero byte each in UTF-16, always on the same side. */
function unmarkedUtf16(head: Buffer): TextEncoding | undefined {
  const seen = head.subarray(0, 4_096);
  const zeros = [0, 0];
  for (let at = 0; at < seen.length; at++) if (seen[at] === 0) zeros[at % 2] = (zeros[at % 2] ?? 0) + 1;
  const [even = 0, odd = 0] = zeros;
  const pairs = seen.length / 2;
  if (Math.max(even, odd) < pairs / 20 || Math.min(even, odd) > Math.max(even, odd) / 20) return undefined;
  const label = odd > even ? 'utf-16le' : 'utf-16be';
  const text = new TextDecoder(label).decode(seen.subarray(0, seen.length - (seen.length % 2)));
  // biome-ignore lint/suspicious/noControlCharactersInRegex: binary files are full of them
  return /[\u0000-\u0008\ufffe\uffff]/.test(text) ? undefined : { label, markBytes: 0 };
}

/** A few bad bytes in a text that is full of good UTF-8 cost their rows, not the file. */
const GOOD_FOR_EACH_BAD = 20;

function utf8OrNot(head: Buffer, isWhole: boolean): EncodingGuess {
  // A piece may end within a character, but not within a line break.
  const end = isWhole ? head.length : head.lastIndexOf(0x0a) + 1 || head.length - 4;
  const seen = head.subarray(0, end);
  if (isUtf8(seen)) return UTF8;
  const text = seen.toString('utf8');
  const bad = text.split('\ufffd').length - 1;
  const good = (text.match(/[\u0080-\ufffc]/g) ?? []).length;
  if (good >= bad * GOOD_FOR_EACH_BAD) return UTF8;
  return { likely: 'windows-1252', ...firstBad(seen) };
}

function firstBad(bytes: Buffer): { readonly line: number; readonly excerpt: string } {
  let line = 1;
  for (let start = 0; start < bytes.length; line++) {
    const newline = bytes.indexOf(0x0a, start);
    const text = bytes.subarray(start, newline === -1 ? bytes.length : newline);
    if (!isUtf8(text)) return { line, excerpt: excerptOf(text) };
    start = newline === -1 ? bytes.length : newline + 1;
  }
  return { line, excerpt: '' };
}

/** The text around the first byte that is not UTF-8, with that byte in hexadecimal. */
function excerptOf(line: Buffer): string {
  const text = line.toString('utf8');
  const at = text.indexOf('\ufffd');
  const before = Buffer.byteLength(text.slice(0, at));
  const byte = (line[before] ?? 0).toString(16).padStart(2, '0');
  return `byte 0x${byte} after ${JSON.stringify(text.slice(Math.max(0, at - 20), at))}`;
}

/**
 * The encoding that an XML declaration or an HTML page names about itself; undefined where it names none, or
 * one nobody knows
 * (https://html.spec.whatwg.org/multipage/parsing.html#prescan-a-byte-stream-to-determine-its-encoding).
 */
export function declaredEncoding(head: Buffer): string | undefined {
  const text = head.toString('latin1', 0, 4_096);
  const [, xml] = /^\s*<\?xml[^>]*\bencoding\s*=\s*["']([\w.:-]+)/i.exec(text) ?? [];
  const [, html] = /<meta[^>]*\bcharset\s*=\s*["']?\s*([\w.:-]+)/i.exec(text) ?? [];
  const label = canonicalEncoding(xml ?? html ?? '');
  // A page that can be read as ASCII is not in UTF-16, whatever it says; the standard reads it as UTF-8.
  return label?.startsWith('utf-16') ? 'utf-8' : label;
}

/** The name that `TextDecoder` gives to an encoding; undefined where it does not know it. */
export function canonicalEncoding(label: string): string | undefined {
  try {
    return new TextDecoder(label).encoding;
  } catch {
    return undefined;
  }
}

/**
 * Text has no zero bytes, and of control characters hardly any but these: white space, escape, and what
 * separates Hive's fields and JSON's sequences.
 */
const usualControls: ReadonlySet<number> = new Set([1, 2, 9, 10, 11, 12, 13, 27, 30]);

/** Whether a beginning is no text. */
export function isBinary(head: Buffer): boolean {
  const seen = head.subarray(0, 65_536);
  if (seen.includes(0)) return true;
  let controls = 0;
  for (const byte of seen) if (byte < 32 && !usualControls.has(byte)) controls += 1;
  return controls > seen.length / 50;
}
