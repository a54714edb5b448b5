import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openWeights } from '../../../functions/extract/tagger/network/weights.ts';
import { createTagger } from '../../../functions/extract/tagger/tagger.ts';
import { type TrainResult, train } from '../../../tools/train/train.ts';
import { type Folder, temporaryFolder } from '../../support/folder.ts';
import { writeMadeUpSets } from '../../support/made-up-sets.ts';

let folder: Folder;
let result: TrainResult;

/** Trains teachers and a network of 16 columns on artificial sentences, once for all tests. */
beforeAll(async () => {
  folder = await temporaryFolder();
  await writeMadeUpSets(folder.path);
  result = await train(
    {
      data: folder.path,
      out: folder.file('weights.bin'),
      cache: join(homedir(), '.cache', 'entity-pipeline'),
      hasTeachers: true,
      isTiny: true,
    },
    (text) => process.stderr.write(`${text}\n`),
  );
});

afterAll(() => folder[Symbol.asyncDispose]());

test('the product gives sentences the scores of the trainer, and finds the same names', () => {
  const { comparison } = result;
  expect(comparison.documents).toBe(30);
  expect(comparison.cutOtherwise).toBe(0);
  expect(comparison.trainerF1).toBeGreaterThan(80);
  expect(Math.abs(comparison.fileF1 - comparison.trainerF1)).toBeLessThanOrEqual(0.1);
  expect(comparison.meanDifference).toBeLessThan(0.1);
  expect(comparison.largestDifference).toBeLessThan(1);
});

test('the file is a complete tagger, with calibration curves for its scores', () => {
  const file = openWeights(folder.file('weights.bin'));
  expect(file.header.calibration.person).toEqual(file.header.calibration.place);
  const mentions = createTagger(file)('On Monday Dalia Novak arrived in Lyon for talks with Quorex.');
  expect(mentions.map(({ type, text }) => [type, text])).toEqual([
    ['person', 'Dalia Novak'],
    ['place', 'Lyon'],
    ['organization', 'Quorex'],
  ]);
});

test('the numbers for the model card say what it was trained on, and which data was missing', () => {
  expect(result.numbers).toMatchObject({
    bytes: readFileSync(folder.file('weights.bin')).length,
    corpora: { wikigold: { documents: 60 }, news: { documents: 120 + 300 } },
    missing: expect.arrayContaining(['ner-train/btc.conll']),
  });
});
