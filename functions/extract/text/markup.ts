/**
 * Takes HTML out of a text. Tags, comments, declarations, scripts and styles vanish. Block elements leave a
 * line end, and character references become their characters. Text that only looks like a tag stays: "a < b",
 * "<Angela Merkel>", "a<b then c". htmlparser2 cuts the text into tokens; this file decides which of them are
 * markup.
 */
import { QuoteType, Tokenizer } from 'htmlparser2';
import { applyEdits, type Edit, type EditedText, unchanged } from './edits.ts';
import {
  blockElements,
  flagAttributes,
  hiddenElements,
  inlineElements,
  paragraphElements,
  separateElements,
} from './elements.ts';

interface Tag {
  readonly name: string;
  readonly isClosing: boolean;
  readonly start: number;
  readonly end: number;
}

/**
 * Attributes without a value that are no flag of HTML make a tag doubtful, unless it has one with a value.
 */
interface OpenTag {
  readonly name: string;
  readonly start: number;
  hasValue: boolean;
  hasStrangeFlag: boolean;
}

/** As programs that cut text into words leave it: "Trinidad & amp; Tobago". */
const SPACED_REFERENCE = /& amp ?;/g;

/** Takes the HTML out of a text. */
export function withoutMarkup(text: string): EditedText {
  if (!/[<&]/.test(text)) return unchanged(text);
  const edits: Edit[] = [];
  const tags = tokenize(text, edits);
  const known = namesOfElements(tags);
  const elements = tags.filter(({ name }) => known.has(name));
  for (const { start, end, replacement } of replacementsOf(elements))
    edits.push({ start, end, text: replacement });
  for (const { 0: reference, index } of text.matchAll(SPACED_REFERENCE)) {
    edits.push({ start: index, end: index + reference.length, text: '&' });
  }
  hide(elements, text.length, edits);
  if (elements.some(({ name }) => paragraphElements.has(name))) joinLines(text, edits);
  return applyEdits(text, edits);
}

/** Cuts the text into tokens; gives the tags, and adds the edits for all other markup. */
function tokenize(text: string, edits: Edit[]): Tag[] {
  const tags: Tag[] = [];
  let open: OpenTag | undefined;
  /** Where the last piece of text ended: a character reference begins there. */
  let textEnd = 0;
  let attribute = '';
  const ignore = (): void => undefined;
  const drop = (start: number, end: number): void => {
    edits.push({ start, end, text: '' });
    textEnd = end;
  };
  /** Drops from the "<" at or before `start` to the ">" at `end`. */
  const dropThrough = (start: number, end: number): void =>
    drop(text.lastIndexOf('<', start), Math.min(text.length, end + 1));
  const finish = (index: number): void => {
    textEnd = index + 1;
    if (open !== undefined && (open.hasValue || !open.hasStrangeFlag)) {
      tags.push({ name: open.name, isClosing: false, start: open.start, end: index + 1 });
    }
    open = undefined;
  };
  const tokenizer = new Tokenizer(
    { decodeEntities: true },
    {
      ontext: (_start, end) => {
        textEnd = end;
      },
      ontextentity: (codePoint, end) => {
        const character = String.fromCodePoint(codePoint);
        const last = edits.at(-1);
        // The tokenizer reports a reference of two code points twice.
        if (last?.end === end) edits[edits.length - 1] = { ...last, text: last.text + character };
        else edits.push({ start: textEnd, end, text: character });
        textEnd = end;
      },
      onopentagname: (start, end) => {
        open = {
          name: text.slice(start, end).toLowerCase(),
          start: start - 1,
          hasValue: false,
          hasStrangeFlag: false,
        };
      },
      onattribname: (start, end) => {
        attribute = text.slice(start, end).toLowerCase();
      },
      onattribend: (quote) => {
        if (open === undefined) return;
        if (quote !== QuoteType.NoValue) open.hasValue = true;
        else if (/^\w+$/.test(attribute) && !flagAttributes.has(attribute)) open.hasStrangeFlag = true;
      },
      onopentagend: finish,
      onselfclosingtag: finish,
      onclosetag: (start, end) => {
        const stop = text.indexOf('>', end) + 1;
        tags.push({
          name: text.slice(start, end).toLowerCase(),
          isClosing: true,
          start: start - 2,
          end: stop === 0 ? end : stop,
        });
        textEnd = stop;
      },
      oncomment: dropThrough,
      ondeclaration: dropThrough,
      onprocessinginstruction: dropThrough,
      oncdata: (start, end) => {
        edits.push({ start: start - '<![CDATA['.length, end: start, text: '' });
        drop(end - 2, end + 1);
      },
      onattribdata: ignore,
      onattribentity: ignore,
      onend: ignore,
    },
  );
  tokenizer.write(text);
  tokenizer.end();
  return tags;
}

/**
 * The names that are elements: those of HTML, those with a prefix or a hyphen, and others that are opened and
 * closed.
 */
function namesOfElements(tags: readonly Tag[]): ReadonlySet<string> {
  const opened = new Set(tags.filter(({ isClosing }) => !isClosing).map(({ name }) => name));
  const closed = new Set(tags.filter(({ isClosing }) => isClosing).map(({ name }) => name));
  return new Set(
    [...opened, ...closed].filter(
      (name) =>
        blockElements.has(name) ||
        inlineElements.has(name) ||
        /^\w+[:-][\w:-]+$/.test(name) ||
        (opened.has(name) && closed.has(name)),
    ),
  );
}

function replacementsOf(tags: readonly Tag[]): { start: number; end: number; replacement: string }[] {
  return tags.map(({ name, isClosing, start, end }, i) => {
    const next = tags[i + 1];
    const touchesNext =
      separateElements.has(name) && isClosing && next?.name === name && !next.isClosing && next.start === end;
    return { start, end, replacement: blockElements.has(name) || touchesNext ? '\n' : '' };
  });
}

/** Hides the content of hidden elements; one that is not closed hides nothing, but for scripts and styles. */
function hide(tags: readonly Tag[], length: number, edits: Edit[]): void {
  let outer: Tag | undefined;
  let depth = 0;
  for (const tag of tags) {
    if (outer === undefined) {
      if (tag.isClosing || !hiddenElements.has(tag.name)) continue;
      outer = tag;
      depth = 1;
    } else if (tag.name === outer.name) {
      depth += tag.isClosing ? -1 : 1;
      if (depth > 0) continue;
      edits.push({ start: outer.start, end: tag.end, text: '\n' });
      outer = undefined;
    }
  }
  if (outer?.name === 'script' || outer?.name === 'style')
    edits.push({ start: outer.start, end: length, text: '\n' });
}

/** Line ends within paragraphs of HTML are white space; an empty line stays. */
function joinLines(text: string, edits: Edit[]): void {
  for (const { index } of text.matchAll(/(?<!\n[ \t\r]{0,8})\n(?![ \t\r]{0,8}\n)/g)) {
    edits.push({ start: index, end: index + 1, text: ' ' });
  }
}
