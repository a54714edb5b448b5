/**
 * Repairs UTF-8 that was read as Windows-1252 or Latin-1: "â€™" is an apostrophe, "Ã©" is é. It
 * repairs only certain cases: a sequence must be valid UTF-8 for a letter of Latin script, a punctuation mark
 * or a symbol. Sequences that could be two intended characters ("CAFÉ’S", "MAÇÃ”") stay.
 */
import { applyEdits, type Edit, type EditedText, unchanged } from './edits.ts';

/** The characters of Windows-1252 for the bytes 0x80 to 0x9F; a blank for those it has none for. */
const WINDOWS_1252 = '€ ‚ƒ„…†‡ˆ‰Š‹Œ Ž  ‘’“”•–—˜™š›œ žŸ';

const byteOf = new Map<string, number>();
for (let byte = 0x80; byte <= 0xff; byte++) byteOf.set(String.fromCharCode(byte), byte);
for (const [at, character] of [...WINDOWS_1252].entries())
  if (character !== ' ') byteOf.set(character, 0x80 + at);

/**
 * Lead bytes of the sequences to repair: U+0080 to U+024F, and U+2000 to U+2FFF; then their other bytes.
 */
const TRAIL = '[\\u0080-\\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]';
const SEQUENCE = new RegExp(
  `[ÂÃÄÅÆÇÈÉ]${TRAIL}|â${TRAIL}{2}|â€(?!${TRAIL})|ï(?:»¿|¬[\\u0080-\\u0086€‚ƒ„…†])`,
  'gu',
);
const HAS_LEAD = /[ÂÃÄÅÆÇÈÉâï]/;

/** A replacement character where an apostrophe was: "Merkel�s plan". */
const LOST_APOSTROPHE = /(?<=\p{L})\ufffd(?=(?:s|t|re|ve|ll|d|m)(?![\p{L}\p{N}]))/gu;

/** Repairs a text. */
export function withoutMojibake(text: string): EditedText {
  if (!HAS_LEAD.test(text) && !text.includes('\ufffd')) return unchanged(text);
  const edits: Edit[] = [];
  for (const match of text.matchAll(SEQUENCE)) {
    const after = text.charAt(match.index + match[0].length);
    const repaired = repair(match[0], after);
    if (repaired !== undefined) {
      edits.push({ start: match.index, end: match.index + match[0].length, text: repaired });
    }
  }
  for (const { index } of text.matchAll(LOST_APOSTROPHE))
    edits.push({ start: index, end: index + 1, text: '’' });
  return applyEdits(text, edits);
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

function repair(sequence: string, after: string): string | undefined {
  // The third character of a closing quotation mark is a control character, which many programs drop.
  if (sequence === 'â€') return '”';
  const bytes = Uint8Array.from([...sequence], (character) => byteOf.get(character) ?? 0);
  let character: string;
  try {
    character = utf8.decode(bytes);
  } catch {
    return undefined;
  }
  if (bytes.length > 2 || character === '') return character;
  const lead = sequence.charAt(0);
  const trail = bytes[1] as number;
  const isControl = sequence.charCodeAt(1) === trail && trail < 0xa0;
  if (isControl) return character;
  // Two characters may both be intended, unless the second never follows a capital letter.
  const isRare = trail >= 0xa0 && (lead === 'Â' || lead === 'Ã');
  const isWithinWord = /[\p{Ll}ÂÃÄÅ]/u.test(after) || (trail >= 0xa0 && /[ÄÅ]/.test(lead));
  return isRare || (isWithinWord && !QUOTES.has(sequence.charAt(1))) ? character : undefined;
}

/** Close or open a quotation after a capital letter. */
const QUOTES = new Set('‘’“”„');
