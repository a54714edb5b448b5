/** Precision, recall and F1 by exact span and type, with the errors. */
import {
  type EntityType,
  entityTypes,
  isEntityType,
  type Mention,
} from '../../functions/common/domain/post.ts';

/** A name in the gold annotation; types that are not extracted are kept to explain errors. */
export interface GoldName {
  readonly type: string;
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

export interface Counts {
  readonly found: number;
  readonly spurious: number;
  readonly missed: number;
}

export interface Scores extends Counts {
  /** Percent. */
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
}

export const errorKinds = ['missed', 'spurious', 'wrong type', 'wrong boundary'] as const;
export type ErrorKind = (typeof errorKinds)[number];

export interface NameError {
  readonly kind: ErrorKind;
  /** The found and the gold annotation, in words. */
  readonly example: string;
}

export interface Outcome {
  readonly counts: Readonly<Record<EntityType, Counts>>;
  readonly errors: readonly NameError[];
}

/** Compares the names found in one text with the gold. */
export function compare(gold: readonly GoldName[], mentions: readonly Mention[]): Outcome {
  const keyOf = (name: { type: string; start: number; end: number }): string =>
    `${name.type} ${name.start} ${name.end}`;
  const wanted = gold.filter((name) => isEntityType(name.type));
  const wantedKeys = new Set(wanted.map(keyOf));
  const foundKeys = new Set(mentions.map(keyOf));
  const counts = Object.fromEntries(
    entityTypes.map((type) => [
      type,
      {
        found: mentions.filter((name) => name.type === type && wantedKeys.has(keyOf(name))).length,
        spurious: mentions.filter((name) => name.type === type && !wantedKeys.has(keyOf(name))).length,
        missed: wanted.filter((name) => name.type === type && !foundKeys.has(keyOf(name))).length,
      },
    ]),
  ) as Record<EntityType, Counts>;
  const wrong = mentions.filter((name) => !wantedKeys.has(keyOf(name))).map((name) => errorOf(name, gold));
  const missed = wanted
    .filter((name) => !foundKeys.has(keyOf(name)) && !mentions.some((other) => overlaps(name, other)))
    .map((name): NameError => ({ kind: 'missed', example: `${name.type} ${show(name.text)}` }));
  return { counts, errors: [...wrong, ...missed] };
}

function errorOf(mention: Mention, gold: readonly GoldName[]): NameError {
  const others = gold.filter((name) => overlaps(name, mention));
  const same = others.find(({ start, end }) => start === mention.start && end === mention.end);
  const found = `${mention.type} ${show(mention.text)}`;
  if (same !== undefined) return { kind: 'wrong type', example: `${found}, gold ${same.type}` };
  const other = others[0];
  if (other !== undefined) {
    return { kind: 'wrong boundary', example: `${found}, gold ${other.type} ${show(other.text)}` };
  }
  return { kind: 'spurious', example: found };
}

/** Precision, recall and F1 of counts; 0 where the gold has no names. */
export function scoresOf({ found, spurious, missed }: Counts): Scores {
  const percent = (part: number, whole: number): number => (whole === 0 ? 0 : (100 * part) / whole);
  return {
    found,
    spurious,
    missed,
    precision: percent(found, found + spurious),
    recall: percent(found, found + missed),
    f1: percent(2 * found, 2 * found + spurious + missed),
  };
}

/** Adds counts up. */
export function sum(counts: readonly Counts[]): Counts {
  return counts.reduce(
    (a, b) => ({ found: a.found + b.found, spurious: a.spurious + b.spurious, missed: a.missed + b.missed }),
    { found: 0, spurious: 0, missed: 0 },
  );
}

function overlaps(a: { start: number; end: number }, b: { start: number; end: number }): boolean {
  return a.start < b.end && b.start < a.end;
}

function show(text: string): string {
  return JSON.stringify(text);
}
