/**
 * Replaces characters that wrongly split a name, or fail to separate two: invisible ones, ligatures and
 * full-width letters, decomposed accents, marks and blanks that separate cells, line ends that were written
 * out, and full stops without a blank after them.
 */
import type { Edit } from './edits.ts';

/** The characters to find beyond ASCII, each alternative by its first one. U+200B is handled by itself. */
const BEYOND_ASCII = new RegExp(
  [
    '(?<invisible>\\u200b+|[\\p{Default_Ignorable_Code_Point}\\p{Bidi_Control}])',
    '(?<composed>\\p{L}[\\p{Mn}--\\p{Default_Ignorable_Code_Point}]{1,8})',
    '(?<wide>[\\ufb00-\\ufb06\\uff01-\\uff5e])',
    '(?<bullet>[•‣⁃▪▫■□●○◦◆◇★☆►▶→⇒❖✓✔·¦│]+)',
  ].join('|'),
  'gv',
);
const SOME_BEYOND_ASCII =
  /[\p{Default_Ignorable_Code_Point}\p{Bidi_Control}\p{Mn}\ufb00-\ufb06\uff01-\uff5e•‣⁃▪▫■□●○◦◆◇★☆►▶→⇒❖✓✔·¦│]/u;

/** Adds the edits for a text. */
export function settleCharacters(text: string, edits: Edit[]): void {
  if (SOME_BEYOND_ASCII.test(text)) settleBeyondAscii(text, edits);
  if (/\t|\|| {3}/.test(text)) separateCells(text, edits);
  if (text.includes('\\')) endLines(text, edits);
  partSentences(text, edits);
}

function settleBeyondAscii(text: string, edits: Edit[]): void {
  for (const { 0: found, index, groups = {} } of text.matchAll(BEYOND_ASCII)) {
    const end = index + found.length;
    let settled = found;
    if (groups.invisible !== undefined) settled = isBetweenLetters(text, found, index, end) ? ' ' : '';
    else if (groups.composed !== undefined) settled = found.normalize('NFC');
    else if (groups.wide !== undefined) settled = found.normalize('NFKC');
    else if (isMiddleDot(text, found, index, end)) continue;
    else settled = '\n';
    if (settled !== found) edits.push({ start: index, end, text: settled });
  }
}

/** The zero-width space separates words that have nothing else between them. */
function isBetweenLetters(text: string, found: string, start: number, end: number): boolean {
  return found.startsWith('\u200b') && isWordAt(text, start - 1) && isWordAt(text, end);
}

/** Within a word the middle dot is a letter's part (Catalan, "Mogul·la") or joins a transcribed name. */
function isMiddleDot(text: string, found: string, start: number, end: number): boolean {
  return found === '·' && isWordAt(text, start - 1) && isWordAt(text, end);
}

function isWordAt(text: string, at: number): boolean {
  return /[\p{L}\p{N}]/u.test(text.charAt(at));
}

/** Tabs, bars and runs of blanks stand between cells. Two blanks only do on a line that has longer runs. */
const CELL_END = /\t+|[ \u00a0]*\|+[ \u00a0]*| {3,}/g;
const PAIR = /(?<=[^\s.!?:;,"”’)]) {2}(?=\S)/g;

function separateCells(text: string, edits: Edit[]): void {
  let lastLine = -1;
  for (const { 0: found, index } of text.matchAll(CELL_END)) {
    edits.push({ start: index, end: index + found.length, text: '\n' });
    if (!found.startsWith('   ') || index < lastLine) continue;
    const from = text.lastIndexOf('\n', index) + 1;
    const stop = text.indexOf('\n', index);
    lastLine = stop === -1 ? text.length : stop;
    for (const { index: at } of text.slice(from, lastLine).matchAll(PAIR)) {
      edits.push({ start: from + at, end: from + at + 2, text: '\n' });
    }
  }
}

/** A line end that was written as two characters; not the beginning of a folder's or file's name. */
const WRITTEN_LINE_END = /(?:\\r)?\\[nt](?=[\s\\"“(\p{Lu}\p{N}–—-]|$)|(?<=[.!?"”])(?:\\r)?\\[nt]/gu;

function endLines(text: string, edits: Edit[]): void {
  for (const { 0: found, index } of text.matchAll(WRITTEN_LINE_END)) {
    edits.push({ start: index, end: index + found.length, text: '\n' });
  }
}

/**
 * Behind the end of a sentence without a blank, where another begins: after a small letter, a number or a
 * closing mark and a stop, and after an abbreviation or initials ("U.S.Senate", "J.K.Rowling").
 */
const GLUED =
  /(?<=[\p{Ll}\p{N}"”’)][.!?]["”’]?)(?=["“]?\p{Lu}\p{Ll}|\p{Lu}{3,9}[ ’',]|\p{Lu}[ ’']\p{L}|(?:\p{Lu}\.){2})|(?<=(?:\p{Lu}\.){2,4})(?=\p{Lu}\p{Ll})/gu;
/** The text after a stop in a domain or a file's name. */
const AFTER_STOP = /^(?:com|org|net|co|uk|edu|gov|info|io|tv|js|de|fr)\b/i;

function partSentences(text: string, edits: Edit[]): void {
  for (const { index } of text.matchAll(GLUED)) {
    if (AFTER_STOP.test(text.slice(index, index + 5))) continue;
    edits.push({ start: index, end: index, text: ' ' });
  }
}
