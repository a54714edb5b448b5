/** Formats dead letters for the terminal. Pure. */
import type { Pulled } from '../../functions/common/cloud/subscriber-calls.ts';
import { decodeUtf8Exactly } from '../../functions/common/domain/text.ts';
import { printable } from '../../functions/common/process/printable.ts';
import { type DeadLetter, formatAge } from './letter.ts';

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

/**
 * The letter with its attributes and its content as JSON in one line: `data`, or `dataBase64` where that is
 * no UTF-8.
 */
export function formatWhole(letter: DeadLetter, { attributes, data }: Pulled): string {
  return printable(JSON.stringify({ ...letter, attributes, ...contentOf(data) }));
}

function contentOf(data: Buffer): { readonly data: string } | { readonly dataBase64: string } {
  const text = decodeUtf8Exactly(data);
  return text === undefined ? { dataBase64: data.toString('base64') } : { data: text };
}
