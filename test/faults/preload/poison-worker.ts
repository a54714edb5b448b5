/** A pool process that extracts real posts, and that the posts of `poisonPost` end, hang or fill. */
import { finderNamed } from '../../../functions/extract/extract.ts';
import { serveWork } from '../../../functions/extract/pool/serve-work.ts';
import { type Poison, poisonMark } from '../poison.ts';

const effects: Readonly<Record<Poison, () => void>> = {
  crash: () => process.exit(17),
  hang: () => {
    for (;;) if (Date.now() < 0) return;
  },
  exhaust: () => {
    const hoard: number[][] = [];
    for (;;) hoard.push(new Array<number>(1_000_000).fill(hoard.length + 0.5));
  },
  throw: () => {
    throw new Error('this post is poison');
  },
};

const find = finderNamed('tagger');

serveWork(process.argv[2], (text) => {
  const poison = poisonMark(text);
  if (poison !== undefined) effects[poison]();
  return find(text);
});
