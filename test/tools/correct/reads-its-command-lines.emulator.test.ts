import { beforeEach, expect, test } from 'vitest';
import { runCorrection, sharedCorrections } from '../../support/correct/corrections.ts';
import { newPaper, type Paper } from '../../support/correct/paper.ts';

const opened = sharedCorrections();
let paper: Paper;
beforeEach(() => {
  paper = newPaper(opened());
});

test('an invalid argument or an unavailable service is reported in a sentence', async () => {
  await paper.save(paper.posts(0, 1));
  // A port without a listener.
  const away = runCorrection(opened(), 'forget', ['--publication', paper.name, '--post', '0'], '127.0.0.1:1');
  const nameless = runCorrection(opened(), 'recount', ['--publication', ' ']);
  expect(await nameless.ended).toBe(2);
  expect(nameless.stderr()).toContain('A name must not be empty.');
  const unknown = runCorrection(opened(), 'recount', ['--publication', 'Nobody/Reads']);
  expect(await unknown.ended).toBe(65);
  expect(unknown.stderr()).toContain('There is no publication \\"Nobody/Reads\\"');
  expect(await away.ended).toBe(69);
  expect(away.stderr()).toMatch(/The Firestore emulator at 127\.0\.0\.1:1 .* does not answer/);
  expect(away.stderr()).not.toContain('    at ');
  const forgotten = runCorrection(opened(), 'forget', [
    '--publication',
    paper.name,
    '--post',
    '0',
    'never-seen',
  ]);
  expect(await forgotten.ended).toBe(65);
  expect(forgotten.stdout()).toMatch(/^0: forgotten\nnever-seen: has no record in this publication/);
});

test('ids are given as arguments or by --post, and --json prints an object for each', async () => {
  await paper.save(paper.posts(0, 2));
  const child = runCorrection(opened(), 'forget', [
    ...['0', '--json', '--dry-run', '--publication', paper.name, '--post', '1', 'never-seen'],
  ]);
  expect(await child.ended).toBe(65);
  const said = child.stdout().trimEnd().split('\n');
  expect(said.map((line) => JSON.parse(line))).toEqual([
    { id: '0', outcome: 'forgotten', dryRun: true },
    { id: '1', outcome: 'forgotten', dryRun: true },
    { id: 'never-seen', outcome: 'unknown', dryRun: true },
  ]);
  expect(await runCorrection(opened(), 'forget', ['--publication', paper.name]).ended).toBe(2);
  const nowhere = runCorrection(opened(), 'forget', ['0']);
  expect(await nowhere.ended).toBe(2);
  expect(nowhere.stderr()).toContain('--publication');
});
