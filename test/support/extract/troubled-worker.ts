/** A pool process that fails in the way that the text names. */
import { writeFileSync } from 'node:fs';
import { serveWork } from '../../../functions/extract/pool/serve-work.ts';

serveWork(process.argv[2], (text) => {
  const [what, file = ''] = text.split(' ');
  if (what === 'throw') throw new Error('cannot read this');
  if (what === 'crash') process.exit(3);
  if (what === 'kill') process.kill(process.pid, 'SIGKILL');
  if (what === 'crash-once') {
    try {
      writeFileSync(file, '', { flag: 'wx' });
    } catch {
      return [{ type: 'person', text, start: 0, end: text.length, score: 1 }];
    }
    process.exit(3);
  }
  if (what === 'hang') for (;;);
  if (what === 'devour') {
    const kept: string[][] = [];
    for (;;) kept.push(Array.from({ length: 100_000 }, (_, index) => `${index} ${kept.length}`));
  }
  return [{ type: 'person', text, start: 0, end: text.length, score: 1 }];
});
