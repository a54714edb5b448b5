import { execFile } from 'node:child_process';
import { copyFileSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { openWeights } from '../../../functions/extract/tagger/network/weights.ts';
import { createTagger, extractWithTagger, weightsFile } from '../../../functions/extract/tagger/tagger.ts';
import { setCalibration } from '../../../tools/train/calibration.ts';
import { temporaryFolder } from '../../support/folder.ts';

const program = fileURLToPath(new URL('../../../tools/train/cli.ts', import.meta.url));

function run(args: readonly string[]): Promise<{ code: unknown; stderr: string }> {
  return new Promise((resolve) => {
    // A PATH without Python.
    execFile(process.execPath, [program, ...args], { env: { PATH: '/nowhere' } }, (error, _, stderr) =>
      resolve({ code: error?.code ?? 0, stderr }),
    );
  });
}

test('without Python the trainer names what to install, and ends with 69', async () => {
  await using folder = await temporaryFolder();
  const { code, stderr } = await run(['--data', folder.path, '--cache', folder.file('cache'), '--tiny']);
  expect(code).toBe(69);
  expect(stderr).toContain('Training needs the command python3: Python 3.11 or later');
});

test('a missing folder ends the trainer with 2', async () => {
  const { code, stderr } = await run(['--data', '/nowhere', '--tiny']);
  expect(code).toBe(2);
  expect(stderr).toContain('/nowhere is not a folder. Nothing was trained.');
});

test('new calibration curves change the scores of a weights file, and nothing else', async () => {
  await using folder = await temporaryFolder();
  const file = folder.file('weights.bin');
  copyFileSync(weightsFile, file);
  const doubtful = { scale: 0.5, offset: -1 };
  setCalibration(file, { person: doubtful, place: doubtful, organization: doubtful });
  expect(openWeights(file).header).toEqual({
    ...openWeights(weightsFile).header,
    calibration: { person: doubtful, place: doubtful, organization: doubtful },
  });
  expect(readFileSync(file).subarray(-1_000_000)).toEqual(readFileSync(weightsFile).subarray(-1_000_000));
  const text = 'Mr Museveni met Barack Obama in Kampala.';
  const names = (extract: typeof extractWithTagger) =>
    extract(text).map(({ type, start, end }) => [type, start, end]);
  const changed = createTagger(openWeights(file));
  expect(names(changed)).toEqual(names(extractWithTagger));
  expect(changed(text).map(({ score }) => score)).not.toEqual(
    extractWithTagger(text).map(({ score }) => score),
  );
});
