/** Posts and messages that cannot be processed, with the reason that each dead letter should have. */
import type { SubmittedPost } from '../../functions/common/domain/post.ts';

export const poisons = ['crash', 'hang', 'exhaust', 'throw'] as const;
export type Poison = (typeof poisons)[number];

/** The reason that the pipeline should give for each kind of poison. */
export const poisonReasons: Readonly<Record<Poison, string>> = {
  crash: 'extraction-crash',
  hang: 'extraction-timeout',
  exhaust: 'extraction-memory',
  throw: 'extraction-error',
};

/** The effect of a text on the pool process that extracts it; undefined for a real text. */
export function poisonMark(text: string): Poison | undefined {
  const mark = /^FAULT (\w+)/.exec(text)?.[1];
  return poisons.find((poison) => poison === mark);
}

/** A post whose extraction damages its process. */
export function poisonPost(poison: Poison, number: number): SubmittedPost {
  return {
    id: `poison-${poison}-${number}`,
    publication: 'Poison Weekly',
    content: `FAULT ${poison} number ${number}`,
  };
}

/** Messages that are no posts, by the reason that their dead letters should have. */
export const strayMessages: Readonly<Record<string, readonly string[]>> = {
  'not-json': ['', 'hello', '{"id": ', '\u0000'],
  'not-a-post': ['null', '[]', '"text"', '{"id":"x"}', '{"id":"a/b","publication":"P","content":"c"}'],
};
