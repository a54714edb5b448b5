import { fileURLToPath } from 'node:url';
import { beforeEach, expect, test } from 'vitest';
import { systemRuntime } from '../../../functions/common/process/system-runtime.ts';
import { forget } from '../../../tools/correct/forget/forget.ts';
import { recount } from '../../../tools/correct/recount/recount.ts';
import {
  killAfter,
  meanwhile,
  newPaper,
  options,
  type Paper,
  sharedCorrections,
  spoil,
  truth,
} from '../../support/correct/corrections.ts';
import { type Child, startNode } from '../../support/processes/child.ts';

const opened = sharedCorrections();
let paper: Paper;
beforeEach(() => {
  paper = newPaper(opened().firestore);
});

const dropUnknown = true;

function run(name: 'recount' | 'forget', args: readonly string[], host?: string): Child {
  const script = fileURLToPath(new URL(`../../../tools/correct/${name}/cli.ts`, import.meta.url));
  const { PATH } = process.env;
  return startNode([script, ...args], {
    PATH,
    LOG_FORMAT: 'json',
    ...opened().env,
    ...(host !== undefined && { FIRESTORE_EMULATOR_HOST: host }),
  });
}

/**
 * Interrupts `work` after 0 commits, after 1, and so on until it comes to its end, each time on another paper; with its last answer and
 * without. Then it is done again.
 * @returns how often it was interrupted
 */
async function interruptEverywhere(
  prepare: (one: Paper) => Promise<void>,
  work: (one: Paper) => Promise<unknown>,
  check: (one: Paper) => Promise<void>,
): Promise<number> {
  let interruptions = 0;
  for (const lost of [false, true]) {
    for (let commits = lost ? 1 : 0; ; commits++) {
      const one = newPaper(opened().firestore);
      await prepare(one);
      killAfter(opened(), commits, lost);
      const ended = await work(one).then(
        () => true,
        () => false,
      );
      opened().proxy.setFaults(() => undefined);
      await work(one);
      await check(one);
      if (ended) break;
      interruptions += 1;
    }
  }
  return interruptions;
}

test('a recount that is killed after any of its commits and made again leaves exact counts and no counter of 0', async () => {
  const interruptions = await interruptEverywhere(
    async (one) => {
      await one.save(one.posts(0, 12));
      await one.save(one.posts(12, 4), { keepEntities: false });
      await one.ledger(12).delete();
      await spoil(one);
    },
    (one) => recount(opened().proxied, one.name, options({ dropUnknown })),
    async (one) => {
      expect(await one.counts()).toEqual(truth(one.posts(0, 12)));
      // The dropped posts count again.
      await one.save(one.posts(12, 4));
      expect(await one.counts()).toEqual(truth(one.posts(0, 16)));
    },
  );
  expect(interruptions).toBeGreaterThan(10);
});

test('a forgetting that is killed after any of its commits and made again leaves exact counts and no counter of 0', async () => {
  const interruptions = await interruptEverywhere(
    (one) => one.save(one.posts(0, 3)),
    (one) => forget(opened().proxied, one.idOf(0), { dryRun: false, runtime: systemRuntime }),
    async (one) => {
      expect(await one.counts()).toEqual(truth(one.posts(1, 2)));
      expect((await one.ledger(0).get()).get('entities')).toBeUndefined();
    },
  );
  expect(interruptions).toBeGreaterThan(4);
});

test('counters of 0 that anything has left are removed by a recount, unless a post names them', async () => {
  const saved = paper.posts(0, 3);
  await paper.save(saved);
  await paper.counter('person', 'Person 1').update({ count: 0 });
  await paper.counter('person', 'Gone').set({ type: 'person', text: 'Gone', key: 'gone', count: 0 });
  const told = await recount(opened().firestore, paper.name, options({ dryRun: true }));
  expect(told).toMatchObject({ corrections: 1, empty: 1, removed: 0 });
  expect(await recount(opened().firestore, paper.name, options())).toMatchObject({ removed: 1 });
  expect(await paper.counts()).toEqual(truth(saved));
});

/** Saves a thousand posts and makes the counters of most of them wrong: some steps' worth. */
async function spoilMany(): Promise<ReturnType<Paper['posts']>> {
  const saved = paper.posts(0, 1_000);
  await paper.save(saved);
  const batch = opened().firestore.batch();
  for (let n = 0; n < 950; n++) batch.update(paper.counter('person', `Person ${n}`), { count: 50 });
  await batch.commit();
  return saved;
}

test('a recount that is stopped and begun again, and two at once, end with the truth', async () => {
  const saved = await spoilMany();
  const stop = new AbortController();
  const onProgress = (done: string): void => {
    if (done.includes('corrected')) stop.abort();
  };
  const first = await recount(opened().firestore, paper.name, options({ signal: stop.signal, onProgress }));
  expect(first).toMatchObject({ finished: false, corrected: 400, corrections: 950 });
  expect(await paper.counts()).not.toEqual(truth(saved));
  const both = await Promise.allSettled([
    recount(opened().firestore, paper.name, options()),
    recount(opened().firestore, paper.name, options()),
  ]);
  expect(both.map(({ status }) => status)).toContain('fulfilled');
  expect(await paper.counts()).toEqual(truth(saved));
});

test('a recount that is stopped while it reads has changed nothing', async () => {
  await spoilMany();
  const before = await paper.counts();
  const stop = new AbortController();
  const stopped = await recount(
    opened().firestore,
    paper.name,
    options({ signal: stop.signal, onProgress: () => stop.abort() }),
  );
  expect(stopped).toMatchObject({ finished: false, corrections: 0, articlesBy: 0 });
  expect(await paper.counts()).toEqual(before);
});

test.for([
  ['while it reads', { method: 'RunQuery', call: 1 }],
  // The first commit prepares, before the reading.
  ['between reading and writing', { method: 'Commit', call: 2 }],
] as const)('a recount that another overtakes %s writes nothing', async ([, moment]) => {
  const saved = paper.posts(0, 20);
  await paper.save(saved);
  await spoil(paper);
  const other = meanwhile(opened(), moment, () =>
    recount(opened().firestore, paper.name, options({ dropUnknown })),
  );
  await expect(recount(opened().proxied, paper.name, options({ dropUnknown }))).rejects.toThrow(
    'Another recount of this publication is under way, or has just ended. This one has changed nothing',
  );
  expect(await other()).toMatchObject({ finished: true, corrections: 3 });
  expect(await paper.counts()).toEqual(truth(saved));
});

test('a recount that another overtakes between its steps stops there', async () => {
  const saved = await spoilMany();
  const other = meanwhile(opened(), { method: 'Commit', call: 4 }, () =>
    recount(opened().firestore, paper.name, options()),
  );
  await expect(recount(opened().proxied, paper.name, options())).rejects.toThrow(
    'Another recount of this publication has taken over; this one has stopped.',
  );
  expect(await other()).toMatchObject({ finished: true, corrections: 550 });
  expect(await paper.counts()).toEqual(truth(saved));
});

test('a recount that refuses leaves one that is under way alone', async () => {
  const saved = await spoilMany();
  await paper.save(paper.posts(1_000, 1), { keepEntities: false });
  const other = meanwhile(opened(), { method: 'Commit', call: 3 }, () =>
    recount(opened().firestore, paper.name, options()),
  );
  expect(await recount(opened().proxied, paper.name, options({ dropUnknown }))).toMatchObject({
    finished: true,
  });
  expect(await other()).toContain('--drop-unknown');
  expect(await paper.counts()).toEqual(truth(saved));
});

test('a recount whose process is killed in the middle, or told to stop, says so and goes on when it is run again', async () => {
  const saved = await spoilMany();
  for (const signal of ['SIGKILL', 'SIGTERM'] as const) {
    let commits = 0;
    let child: Child | undefined;
    opened().proxy.setFaults((path) => {
      if (!path.endsWith('/Commit')) return undefined;
      commits += 1;
      // Preparing, taking over, one step of 400: in the middle of the next the signal comes.
      if (commits !== 3) return undefined;
      child?.process.kill(signal);
      return signal === 'SIGKILL' ? { kind: 'lose-answer', afterMs: 100 } : undefined;
    });
    child = run('recount', ['--publication', paper.name], opened().proxy.host);
    expect(await child.ended).toBe(signal === 'SIGKILL' ? 'SIGKILL' : 130);
    if (signal === 'SIGTERM')
      expect(child.stderr()).toMatch(
        /Stopped before the end: \d+ of \d+ counters were corrected.*again to go on/,
      );
    expect(await paper.counts()).not.toEqual(truth(saved));
  }
  opened().proxy.setFaults(() => undefined);
  const last = run('recount', ['--publication', paper.name]);
  expect(await last.ended).toBe(0);
  expect(last.stdout()).toMatch(
    /^1000 posts; \d+ counters were corrected, and the number of articles was right\n$/,
  );
  expect(await paper.counts()).toEqual(truth(saved));
});

test('what is wrong with a command line, or not there, is told in a sentence', async () => {
  await paper.save(paper.posts(0, 1));
  // A port that nothing listens on.
  const away = run('forget', ['--post', paper.idOf(0)], '127.0.0.1:1');
  const nameless = run('recount', ['--publication', ' ']);
  expect(await nameless.ended).toBe(2);
  expect(nameless.stderr()).toContain('A name is not empty.');
  const unknown = run('recount', ['--publication', 'Nobody/Reads']);
  expect(await unknown.ended).toBe(65);
  expect(unknown.stderr()).toContain('There is no publication \\"Nobody/Reads\\"');
  expect(await away.ended).toBe(69);
  expect(away.stderr()).toMatch(/The Firestore emulator at 127\.0\.0\.1:1 .* cannot be reached/);
  expect(away.stderr()).not.toContain('    at ');
  const forgotten = run('forget', ['--post', paper.idOf(0), 'never-seen']);
  expect(await forgotten.ended).toBe(65);
  expect(forgotten.stdout()).toMatch(/: forgotten\nnever-seen: is not in the ledger/);
});

test('ids are given as arguments or by --post, and --json prints an object for each', async () => {
  await paper.save(paper.posts(0, 2));
  const child = run('forget', [paper.idOf(0), '--json', '--dry-run', '--post', paper.idOf(1), 'never-seen']);
  expect(await child.ended).toBe(65);
  const said = child.stdout().trimEnd().split('\n');
  expect(said.map((line) => JSON.parse(line))).toEqual([
    { id: paper.idOf(0), outcome: 'forgotten', dryRun: true },
    { id: paper.idOf(1), outcome: 'forgotten', dryRun: true },
    { id: 'never-seen', outcome: 'unknown', dryRun: true },
  ]);
  expect(await run('forget', []).ended).toBe(2);
});
