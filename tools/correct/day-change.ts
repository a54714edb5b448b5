/**
 * The changes of a correction to one day of one publication, cut into shares that each fit into a document.
 * Pure.
 */
import type { EntityType } from '../../functions/common/domain/post.ts';
import { MAX_NAMES_PER_WRITE } from '../../functions/common/domain/store/day-documents.ts';
import { MAX_MENTIONS_PER_DOCUMENT, tallyOf } from '../../functions/common/domain/store/tally.ts';

/** By how much the counts of an exact spelling change. */
export interface NameChange {
  readonly type: EntityType;
  readonly text: string;
  readonly articles: number;
  readonly mentions: number;
}

export interface DayChange {
  /** By how much the number of articles changes. */
  readonly articles: number;
  /** By how much the number of articles in other languages changes. */
  readonly otherLanguage: number;
  readonly names: readonly NameChange[];
}

/**
 * The part of a change that goes into one document. All its tallies are of one sign: only those add up like
 * numbers.
 */
export interface ChangeShare {
  readonly isNegative: boolean;
  readonly articles: number;
  readonly otherLanguage: number;
  readonly names: readonly { readonly type: EntityType; readonly text: string; readonly tally: number }[];
  /** From above, as the fields take them in a document. */
  readonly bytes: number;
  /** The sum of its mentions, whatever their sign. */
  readonly mentions: number;
}

/** A share stays well below a document's size, because a document takes several. */
const MAX_SHARE_BYTES = 200_000;
/** Beside its text a field has quotes, a length and a number. */
const FIELD_BYTES = 12;

/** Cuts a change into shares: at least one, and the first has the numbers of articles. */
export function sharesOf({ articles, otherLanguage, names }: DayChange): ChangeShare[] {
  const parts = names.flatMap(partsOf);
  const shares = [true, false].flatMap((isNegative) =>
    cut(
      parts.filter((part) => isBelowZero(part) === isNegative),
      isNegative,
    ),
  );
  const [first = { isNegative: articles < 0, names: [], bytes: 0, mentions: 0 }, ...others] = shares;
  return [
    { ...first, articles, otherLanguage },
    ...others.map((share) => ({ ...share, articles: 0, otherLanguage: 0 })),
  ];
}

function isBelowZero({ articles, mentions }: NameChange): boolean {
  return articles < 0 || mentions < 0;
}

/**
 * Splits a name's change where its articles and mentions go different ways, and where it has more mentions
 * than a document holds.
 */
function partsOf(change: NameChange): NameChange[] {
  const { articles, mentions } = change;
  if (articles !== 0 && mentions !== 0 && articles < 0 !== mentions < 0)
    return [{ ...change, mentions: 0 }, ...partsOf({ ...change, articles: 0 })];
  const parts: NameChange[] = [];
  const sign = Math.sign(mentions);
  let left = Math.abs(mentions);
  while (left > MAX_MENTIONS_PER_DOCUMENT) {
    parts.push({ ...change, articles: 0, mentions: sign * MAX_MENTIONS_PER_DOCUMENT });
    left -= MAX_MENTIONS_PER_DOCUMENT;
  }
  return [...parts, { ...change, mentions: sign * left }];
}

function cut(
  parts: readonly NameChange[],
  isNegative: boolean,
): Omit<ChangeShare, 'articles' | 'otherLanguage'>[] {
  const shares: {
    isNegative: boolean;
    names: ChangeShare['names'][number][];
    bytes: number;
    mentions: number;
  }[] = [];
  for (const { type, text, articles, mentions } of parts) {
    const bytes = FIELD_BYTES + 2 * Buffer.byteLength(text);
    let share = shares.at(-1);
    if (
      share === undefined ||
      share.names.length >= MAX_NAMES_PER_WRITE ||
      share.bytes + bytes > MAX_SHARE_BYTES ||
      share.mentions + Math.abs(mentions) > MAX_MENTIONS_PER_DOCUMENT
    ) {
      share = { isNegative, names: [], bytes: 0, mentions: 0 };
      shares.push(share);
    }
    share.names.push({ type, text, tally: tallyOf(articles, mentions) });
    share.bytes += bytes;
    share.mentions += Math.abs(mentions);
  }
  return shares;
}
