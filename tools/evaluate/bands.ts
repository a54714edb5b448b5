/**
 * Checks the calibration of scores: how many mentions fall into each band of scores, and how many of those
 * are right.
 */
import type { Mention } from '../../functions/common/domain/post.ts';

/** A mention's score, and whether the gold has the same name. */
export interface Judged {
  readonly score: number;
  readonly isRight: boolean;
}

export interface Band {
  /** The lowest score of the band. */
  readonly from: number;
  /** Percent of all mentions. */
  readonly share: number;
  /** Percent of the band's mentions that are right; 0 where it has none. */
  readonly precision: number;
}

const LOWEST = [0.9, 0.7, 0.5, 0.3, 0];

/** The bands, the surest first. */
export function bandsOf(judged: readonly Judged[]): Band[] {
  return LOWEST.map((from, i) => {
    const to = LOWEST[i - 1] ?? Infinity;
    const within = judged.filter(({ score }) => score >= from && score < to);
    const right = within.filter(({ isRight }) => isRight).length;
    return {
      from,
      share: (100 * within.length) / Math.max(1, judged.length),
      precision: (100 * right) / Math.max(1, within.length),
    };
  });
}

/** Judges the mentions of one text by the gold: exact span and type. */
export function judge<Found extends Pick<Mention, 'type' | 'start' | 'end'>>(
  gold: readonly { readonly type: string; readonly start: number; readonly end: number }[],
  found: readonly Found[],
): { readonly found: Found; readonly isRight: boolean }[] {
  const right = new Set(gold.map(({ type, start, end }) => `${type} ${start} ${end}`));
  return found.map((name) => ({
    found: name,
    isRight: right.has(`${name.type} ${name.start} ${name.end}`),
  }));
}
