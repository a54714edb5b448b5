/** Runs the commands of the documents that need no pipeline. */
import { chmod, readFile, writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { parseApiKeys, senderOf } from '../../functions/submit/api-keys.ts';
import { blocksOf } from '../support/documents/commands.ts';
import { writeNewspaper } from '../support/documents/newspaper.ts';
import { terminal } from '../support/documents/place.ts';
import { runStep } from '../support/documents/run-step.ts';
import { linkedClone, startShell } from '../support/documents/shell.ts';
import { temporaryFolder } from '../support/folder.ts';
import { alone, secrets } from './steps.ts';

test.each(alone)('$command', async (step) => {
  await using folder = await linkedClone();
  await writeNewspaper(folder);
  await runStep(step, { cwd: folder.path, environment: terminal, words: {} });
});

/** Replaces gcloud: writes standard input to a file with the name of the secret. */
const GCLOUD = '#!/bin/sh\n[ "$1 $2" = "secrets create" ] && cat > "$3"\n';

test('submit and show can read the secrets of the first deploy', async () => {
  await using folder = await temporaryFolder();
  await writeFile(folder.file('gcloud'), GCLOUD);
  await chmod(folder.file('gcloud'), 0o755);
  const [block] = blocksOf('docs/deploy.md').filter(({ text }) => text.includes(secrets[0] ?? ''));
  const environment = { PATH: `${folder.path}:${process.env.PATH}` };
  await using shell = startShell(block?.text ?? 'false', environment, folder.path);
  expect(await shell.ended, shell.output()).toBe(0);
  const keys = parseApiKeys(await readFile(folder.file('submit-api-keys'), 'utf8'));
  expect(senderOf(shell.output().trim(), keys ?? [])).toBe('desk');
  expect(await readFile(folder.file('show-cursor-key'), 'utf8')).toMatch(/^[0-9a-f]{64}$/);
});
