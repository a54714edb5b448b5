/** A pool process that real posts do not harm, and that the posts of `poisonPost` end, hang or exhaust. */
import { extract } from '../../../functions/extract/extract.ts';
import { serveBatches } from '../../../functions/extract/pool/serve.ts';
import { type Poison, poisonMark } from '../poison.ts';

const effects: Readonly<Record<Poison, () => void>> = {
  crash: () => process.exit(17),
  hang: () => {
    for (;;) if (Date.now() < 0) return;
  },
  exhaust: () => {
    const hoard: object[] = [];
    for (;;) hoard.push(Array.from({ length: 1_000 }, (_, index) => ({ index, text: `${index}` })));
  },
  throw: () => {
    throw new Error('this post is poison');
  },
};

serveBatches((text) => {
  const poison = poisonMark(text);
  if (poison !== undefined) effects[poison]();
  return extract(text);
});
