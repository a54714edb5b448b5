import type { Supervised } from './supervised.ts';

/** The state that a daemon reports of itself, printed when the daemon is stuck. */
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
