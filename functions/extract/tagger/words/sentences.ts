/**
 * From a text to its words and sentences. A sentence ends with its paragraph, and at `. ? ! …` and the
 * closing marks directly after, but not before a small letter. An abbreviation or an initial keeps its full
 * stop. Word by word, so the time is linear in the text.
 */
import { Kind, kindAt } from './characters.ts';
import { paragraphEnds } from './paragraphs.ts';
import { wordEnd } from './scan.ts';

/**
 * The words of one text, in order. The arrays are longer than `count` and belong to the next text as soon as
 * it is read.
 */
export interface TextWords {
  readonly text: string;
  readonly count: number;
  /** UTF-16 offsets. */
  readonly starts: Int32Array;
  /** Exclusive. */
  readonly ends: Int32Array;
  /** Index of the first word after each sentence. */
  readonly sentenceEnds: readonly number[];
  /** 1 for a hyphen or en dash that separates words, which is read as an em dash. */
  readonly dashes: Uint8Array;
}

/** The em dash: how a dash between words is spelt in the training texts. */
export const DASH = '—';

/** Longer sentences are cut: lists without full stops. */
const MAX_SENTENCE_WORDS = 120;

const setOf = (words: string): ReadonlySet<string> => new Set(words.split(' '));
/** Take the full stop after them. */
const ABBREVIATIONS = setOf(
  'Mr Mrs Ms Dr Prof St Sr Jr Gen Col Capt Lt Sgt Maj Gov Sen Rep Rev Hon Inc Ltd Corp Co Bros No vs Jan Feb Mar Apr Jun Jul Aug ' +
    'Sep Sept Oct Nov Dec Mt Ft Pte Cpl Adm Brig Cmdr Supt Insp Amb Pres Sec Dept Univ Assn Ave Blvd Rd etc approx Ste Messrs Fr Br ' +
    'Det Atty Dist Calif Fla Tex Mass Conn Pa Va Md Ariz Colo Ga Ill Ind Kan Ky La Mich Minn Miss Mo Mont Neb Nev Okla Ore Tenn ' +
    'Wash Wis Wyo',
);
/** Always go on: a name or a number follows. */
const NEVER_LAST = setOf(
  'Mr Mrs Ms Dr Prof St Sr Gen Col Capt Lt Sgt Maj Gov Sen Rep Rev Hon No vs Mt Ft Pte Cpl Adm Brig Cmdr Supt Insp Amb Pres Messrs ' +
    'Fr Det Atty Dist Jan Feb Aug Sept Oct Nov Dec',
);
/** Begin a new sentence after an abbreviation. */
const OPENERS = setOf(
  'The A An In On At But He She It They We This That These Those And For If When While As After However His Her Their Its There Some ' +
    'Many Officials Police I You With By From Last According',
);
const CLOSING = new Set([...'"\'”’)]»'].map((mark) => mark.charCodeAt(0)));

/** Reads texts one after the other into the same arrays. */
export function createWordReader(): (text: string) => TextWords {
  let starts = new Int32Array(2_048);
  let ends = new Int32Array(2_048);
  let dashes = new Uint8Array(2_048);
  let count = 0;

  const grow = (): void => {
    starts = copyInto(new Int32Array(2 * starts.length), starts);
    ends = copyInto(new Int32Array(2 * ends.length), ends);
    dashes = new Uint8Array(2 * dashes.length);
  };

  const readParagraph = (text: string, from: number, to: number): void => {
    const first = count;
    let at = from;
    while (at < to) {
      if ((kindAt(text, at) & Kind.space) !== 0) {
        at++;
        continue;
      }
      const end = wordEnd(text, at, to);
      const isAbbreviated =
        end === at + 1 &&
        count > first &&
        ends[count - 1] === at &&
        text.charCodeAt(at) === 0x2e &&
        keepsStop(text, starts[count - 1] as number, at, to);
      if (isAbbreviated) {
        ends[count - 1] = end;
      } else {
        if (count === starts.length) grow();
        starts[count] = at;
        ends[count] = end;
        count++;
      }
      at = end;
    }
  };

  return (text) => {
    count = 0;
    const sentenceEnds: number[] = [];
    let at = 0;
    for (const end of paragraphEnds(text)) {
      const first = count;
      readParagraph(text, at, end);
      endSentences(text, starts, ends, first, count, sentenceEnds);
      at = end;
    }
    markDashes(text, starts, ends, sentenceEnds, dashes);
    return { text, count, starts, ends, sentenceEnds, dashes };
  };
}

/** The word at `index`, as the network knows it. */
export function wordAt({ text, starts, ends, dashes }: TextWords, index: number): string {
  return dashes[index] === 1 ? DASH : text.slice(starts[index], ends[index]);
}

/** A copy in a longer array. */
export function copyInto(target: Int32Array<ArrayBuffer>, source: Int32Array): Int32Array<ArrayBuffer> {
  target.set(source);
  return target;
}

/** Whether the full stop at `stop` belongs to the word before it. */
function keepsStop(text: string, start: number, stop: number, lineEnd: number): boolean {
  const length = stop - start;
  if (length > MAX_ABBREVIATION) return false;
  const word = text.slice(start, stop);
  if (ABBREVIATIONS.has(word)) return true;
  return isInitial(text, start, length) && isCapitalNext(text, stop + 1, lineEnd);
}

const MAX_ABBREVIATION = 6;

function isInitial(text: string, start: number, length: number): boolean {
  return length === 1 && (kindAt(text, start) & Kind.upper) !== 0;
}

/** Whether one or two white spaces and a capital letter follow. */
function isCapitalNext(text: string, at: number, lineEnd: number): boolean {
  let next = at;
  while (next < at + 2 && next < lineEnd && (kindAt(text, next) & Kind.space) !== 0) next++;
  return next > at && next < lineEnd && (kindAt(text, next) & Kind.upper) !== 0;
}

/** Adds the ends of the sentences among the words `from` to `to`. */
function endSentences(
  text: string,
  starts: Int32Array,
  ends: Int32Array,
  from: number,
  to: number,
  sentenceEnds: number[],
): void {
  let first = from;
  const close = (end: number): void => {
    while (end - first > MAX_SENTENCE_WORDS) {
      first += MAX_SENTENCE_WORDS;
      sentenceEnds.push(first);
    }
    sentenceEnds.push(end);
    first = end;
  };
  for (let i = from; i < to; ) {
    const start = starts[i] as number;
    const end = ends[i] as number;
    i++;
    if (
      !isSentenceEnd(text, start) &&
      !(i < to && isAbbreviatedEnd(text, start, end, starts[i] as number, ends[i] as number))
    )
      continue;
    while (i < to && isClosing(text, starts[i] as number, ends[i] as number) && starts[i] === ends[i - 1])
      i++;
    if (i < to && (starts[i] === ends[i - 1] || (kindAt(text, starts[i] as number) & Kind.lower) !== 0))
      continue;
    close(i);
  }
  if (first < to) close(to);
}

/** A word that begins with an end mark consists of end marks. */
function isSentenceEnd(text: string, start: number): boolean {
  const unit = text.charCodeAt(start);
  return unit === 0x2e || unit === 0x3f || unit === 0x21 || unit === 0x2026;
}

/**
 * Whether a word with its full stop ends the sentence: the next word begins one, and the abbreviation is none
 * that goes on.
 */
function isAbbreviatedEnd(
  text: string,
  start: number,
  end: number,
  nextStart: number,
  nextEnd: number,
): boolean {
  if (end - start < 2 || text.charCodeAt(end - 1) !== 0x2e) return false;
  return !NEVER_LAST.has(text.slice(start, end - 1)) && OPENERS.has(text.slice(nextStart, nextEnd));
}

function isClosing(text: string, start: number, end: number): boolean {
  return end === start + 1 && CLOSING.has(text.charCodeAt(start));
}

/** Marks the hyphens and en dashes that have white space on a side, or stand at an end of their sentence. */
function markDashes(
  text: string,
  starts: Int32Array,
  ends: Int32Array,
  sentenceEnds: readonly number[],
  dashes: Uint8Array,
): void {
  let first = 0;
  for (const end of sentenceEnds) {
    for (let i = first; i < end; i++) {
      const start = starts[i] as number;
      const unit = text.charCodeAt(start);
      const isAlone =
        (unit === 0x2d || unit === 0x2013) &&
        ends[i] === start + 1 &&
        (i === first || i === end - 1 || start !== ends[i - 1] || starts[i + 1] !== start + 1);
      dashes[i] = isAlone ? 1 : 0;
    }
    first = end;
  }
}
