/**
 * One run of the trainer: Python learns and exports, the product's reader is compared with the network, and
 * the curves of the scores are fitted on the development set. Decides the order and what makes a run fail;
 * the learning is in `python/`.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { entityTypes } from '../../functions/common/domain/post.ts';
import { ExitCode, ExplainedError } from '../../functions/common/process/exit-codes.ts';
import { setCalibration } from './calibration.ts';
import { type Comparison, compareWithTrainer } from './compare.ts';
import { findPython, findVectors, run } from './python.ts';

export interface TrainOptions {
  /** Folder with ner-train, ner-silver, ner-dev and gazetteer. */
  readonly data: string;
  /** The weights file to write. */
  readonly out: string;
  readonly cache: string;
  /** File of word vectors; from the cache when it is missing, and none for a tiny network. */
  readonly vectors?: string | undefined;
  /** How often the student sees all words; the plan's number when it is missing. */
  readonly passes?: number | undefined;
  readonly hasTeachers: boolean;
  readonly isTiny: boolean;
}

export interface TrainResult {
  readonly comparison: Comparison;
  /** The numbers of the model card: data, sizes, F1; see `python/train.py`. */
  readonly numbers: Readonly<Record<string, unknown>>;
}

const program = fileURLToPath(new URL('./python/train.py', import.meta.url));
const evaluate = fileURLToPath(new URL('../evaluate/cli.ts', import.meta.url));

/** The most by which the exported file's F1 may differ from the trainer's, in points. */
const F1_TOLERANCE = 0.1;
const MEAN_TOLERANCE = 0.1;

const Curves = z.object({ person: z.object({ scale: z.number(), offset: z.number() }) });

/**
 * Trains and writes a weights file.
 * @param say called with a line about each step
 * @throws ExplainedError when Python or the data is missing, or the exported file finds other names
 */
export async function train(options: TrainOptions, say: (text: string) => void): Promise<TrainResult> {
  const { data, out, cache, passes, hasTeachers, isTiny } = options;
  if (!isFolder(data))
    throw new ExplainedError(`${data} is not a folder. Nothing was trained.`, ExitCode.usage);
  const python = await findPython(cache, say);
  const vectors = options.vectors ?? (isTiny ? undefined : await findVectors(cache, say));
  const folder = mkdtempSync(join(tmpdir(), 'entity-pipeline-train-'));
  try {
    const reference = join(folder, 'reference.jsonl');
    const numbersFile = join(folder, 'numbers.json');
    const code = await run(
      python,
      [
        program,
        ...['--data', data, '--out', out, '--reference', reference, '--numbers', numbersFile],
        ...['--node', process.execPath],
        ...(vectors === undefined ? [] : ['--vectors', vectors]),
        ...(passes === undefined ? [] : ['--passes', String(passes)]),
        ...(hasTeachers ? [] : ['--no-teachers']),
        ...(isTiny ? ['--tiny'] : []),
      ],
      { stdio: ['ignore', 2, 2] },
    );
    if (code !== 0)
      throw new ExplainedError(
        'The trainer failed; the output above says why. No weights were written.',
        ExitCode.failed,
      );
    const comparison = compareWithTrainer(out, reference);
    check(comparison);
    const development = join(data, 'ner-dev', 'pud-news.conll');
    if (existsSync(development)) setCalibration(out, fitCurves(out, development));
    const learnt = z.record(z.string(), z.unknown()).parse(JSON.parse(readFileSync(numbersFile, 'utf8')));
    const bytes = readFileSync(out);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    return { comparison, numbers: { sha256, bytes: bytes.length, ...learnt } };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @throws ExplainedError when the file is not what was trained */
function check({ trainerF1, fileF1, meanDifference, words }: Comparison): void {
  const isSame = Math.abs(trainerF1 - fileF1) <= F1_TOLERANCE && meanDifference <= MEAN_TOLERANCE;
  if (isSame && words > 0) return;
  throw new ExplainedError(
    `The file that was written does not find what the network found: F1 ${fileF1.toFixed(2)} instead of ` +
      `${trainerF1.toFixed(2)}, scores ${meanDifference.toFixed(3)} apart, over ${words} words. Do not use it.`,
    ExitCode.failed,
  );
}

/**
 * Fits the curve of persons, and gives it to all types. For places and organizations, newswire follows other
 * conventions than the development set (PUD), so a curve fitted on PUD would not hold for newswire.
 */
function fitCurves(weights: string, development: string): object {
  const { status, stdout } = spawnSync(
    process.execPath,
    [evaluate, development, '--weights', weights, '--calibrate'],
    { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] },
  );
  if (status !== 0)
    throw new ExplainedError(
      'The scores could not be calibrated; the output above says why.',
      ExitCode.failed,
    );
  const { person } = Curves.parse(JSON.parse(stdout));
  return Object.fromEntries(entityTypes.map((type) => [type, person]));
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
