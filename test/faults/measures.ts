import type { Supervised } from './supervised.ts';

/** What a daemon says of itself, for the case that something is stuck. */
export async function measures(one: Supervised): Promise<string> {
  const text = await fetch(`${one.url}/metrics`).then(
    (answer) => answer.text(),
    (error: unknown) => String(error),
  );
  return text
    .split('\n')
    .filter((line) => /^pipeline_(held|posts)/.test(line))
    .join(', ');
}
