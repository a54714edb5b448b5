/** Scores an extractor on annotated articles. */
import { z } from 'zod';
import { type EntityType, entityTypes } from '../../functions/common/domain/post.ts';
import type { Extract } from '../../functions/extract/extract.ts';
import { type Band, bandsOf, judge } from './bands.ts';
import { compare, type ErrorKind, errorKinds, type NameError, type Scores, scoresOf, sum } from './score.ts';

/** An annotated article: one line of the file. */
export const AnnotatedArticle = z.object({
  content: z.string(),
  entities: z.array(z.object({ type: z.string(), text: z.string(), start: z.int(), end: z.int() })),
});
export type AnnotatedArticle = Readonly<z.infer<typeof AnnotatedArticle>>;

export interface Evaluation {
  readonly articles: number;
  readonly micro: Scores;
  readonly byType: Readonly<Record<EntityType, Scores>>;
  readonly bands: readonly Band[];
  /** The most frequent errors of each kind, with how often each occurs. */
  readonly errors: Readonly<
    Record<ErrorKind, { readonly total: number; readonly most: readonly [string, number][] }>
  >;
}

/**
 * Scores `extract` on all articles together: exact span and type.
 * @param most how many errors of each kind are reported
 */
export function evaluate(articles: readonly AnnotatedArticle[], extract: Extract, most: number): Evaluation {
  const found = articles.map(({ content, entities }) => ({ entities, mentions: extract(content) }));
  const outcomes = found.map(({ entities, mentions }) => compare(entities, mentions));
  const judged = found.flatMap(({ entities, mentions }) =>
    judge(entities, mentions).map(({ found: { score }, isRight }) => ({ score, isRight })),
  );
  const counts = Object.fromEntries(
    entityTypes.map((type) => [type, sum(outcomes.map((outcome) => outcome.counts[type]))]),
  ) as Record<EntityType, Scores>;
  const errors = outcomes.flatMap((outcome) => outcome.errors);
  return {
    articles: articles.length,
    micro: scoresOf(sum(Object.values(counts))),
    byType: Object.fromEntries(entityTypes.map((type) => [type, scoresOf(counts[type])])) as Record<
      EntityType,
      Scores
    >,
    bands: bandsOf(judged),
    errors: {
      missed: tally(errors, 'missed', most),
      spurious: tally(errors, 'spurious', most),
      'wrong type': tally(errors, 'wrong type', most),
      'wrong boundary': tally(errors, 'wrong boundary', most),
    },
  };
}

function tally(
  errors: readonly NameError[],
  kind: ErrorKind,
  most: number,
): { total: number; most: [string, number][] } {
  const counts = new Map<string, number>();
  const ofKind = errors.filter((error) => error.kind === kind);
  for (const { example } of ofKind) counts.set(example, (counts.get(example) ?? 0) + 1);
  const sorted = [...counts].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
  return { total: ofKind.length, most: sorted.slice(0, most) };
}

/** The evaluation as a table for people. */
export function format({ articles, micro, byType, bands, errors }: Evaluation, extractor: string): string {
  const row = (name: string, { precision, recall, f1, found, spurious, missed }: Scores): string =>
    [
      name.padEnd(14),
      ...[precision, recall, f1].map((value) => value.toFixed(1).padStart(6)),
      ...[found, spurious, missed].map((value) => String(value).padStart(9)),
    ].join(' ');
  const lines = [
    `${extractor} on ${articles} articles, exact span and type`,
    '',
    `${''.padEnd(14)} ${'P'.padStart(6)} ${'R'.padStart(6)} ${'F1'.padStart(6)} ${'right'.padStart(9)} ${'spurious'.padStart(9)} ${'missed'.padStart(9)}`,
    ...entityTypes.map((type) => row(type, byType[type])),
    row('micro', micro),
    '',
    `score       share   right`,
    ...bands.map(
      ({ from, share, precision }) =>
        `from ${from.toFixed(1)} ${share.toFixed(1).padStart(8)}% ${precision.toFixed(1).padStart(6)}%`,
    ),
  ];
  for (const kind of errorKinds) {
    lines.push('', `${kind}: ${errors[kind].total}`);
    for (const [example, count] of errors[kind].most) lines.push(`${String(count).padStart(5)}  ${example}`);
  }
  return `${lines.join('\n')}\n`;
}
