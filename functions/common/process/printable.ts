/**
 * Text as a person's terminal may see it. Names, ids and messages come from senders; printed unchanged, their
 * control characters could move the cursor, forge lines or turn the direction of writing. Pure. Which stream
 * gets the text is the caller's decision.
 */

/**
 * C0 controls, DEL and C1 controls; the separators of lines and paragraphs; and the marks, embeddings,
 * overrides and isolates of the Unicode Bidirectional Algorithm (https://www.unicode.org/reports/tr9/, table
 * 4).
 */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is replaced
const UNSAFE = /[\u0000-\u001f\u007f-\u009f\u061c\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** The text in one line, with every unsafe character written as JSON writes it, such as `\n` or `\u001b`. */
export function printable(text: string): string {
  return text.replace(UNSAFE, escapeCharacter);
}

/** Like `printable`, but line feeds and tabs stay: for messages of several lines, and for tables. */
export function printableLines(text: string): string {
  return text.replace(UNSAFE, (character) =>
    character === '\n' || character === '\t' ? character : escapeCharacter(character),
  );
}

/**
 * A value with every string in it made printable, for a log entry. Line feeds and tabs stay, because stacks
 * have them.
 * @param value what `JSON.parse` gives
 */
export function printableValue(value: unknown): unknown {
  if (typeof value === 'string') return printableLines(value);
  if (Array.isArray(value)) return value.map(printableValue);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [printable(name), printableValue(member)]),
  );
}

function escapeCharacter(character: string): string {
  const inJson = JSON.stringify(character).slice(1, -1);
  return inJson.startsWith('\\') ? inJson : `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
