/** Dead letters as they are printed. What is in a message is whoever sent it's, and must not reach a terminal as it is. Pure. */
import type { Pulled } from '../../functions/common/cloud/subscriber-calls.ts';
import { decodeUtf8Exactly } from '../../functions/common/domain/text.ts';
import { type DeadLetter, formatAge } from './letter.ts';

/**
 * What a terminal or a reader of lines may take for more than text: control characters (C0, DEL and C1), the separators of lines and
 * paragraphs, and those that turn the direction of writing.
 */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const UNSAFE = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** The text with every character that is more than text written as JSON writes it, `\n` or `\u001b`. */
export function printable(text: string): string {
  return text.replace(UNSAFE, (character) => {
    const inJson = JSON.stringify(character).slice(1, -1);
    return inJson.startsWith('\\') ? inJson : `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}

/**
 * One line: stage, age, reason, post and error, with tabs between.
 * @param now in milliseconds since 1970
 */
export function formatLine(letter: DeadLetter, now: number): string {
  const age = formatAge(now - letter.since.getTime());
  const fields = [letter.stage, age, letter.reason, letter.postId ?? `message ${letter.id}`, letter.error];
  return fields.map(printable).join('\t');
}

/** The letter as JSON in one line. */
export function formatJson(letter: DeadLetter): string {
  return printable(JSON.stringify(letter));
}

/** The letter with its attributes and its content as JSON in one line: `data`, or `dataBase64` where that is no UTF-8. */
export function formatWhole(letter: DeadLetter, { attributes, data }: Pulled): string {
  return printable(JSON.stringify({ ...letter, attributes, ...contentOf(data) }));
}

function contentOf(data: Buffer): { readonly data: string } | { readonly dataBase64: string } {
  const text = decodeUtf8Exactly(data);
  return text === undefined ? { dataBase64: data.toString('base64') } : { data: text };
}
