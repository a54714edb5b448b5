/** Installs the example client, generates it from a running show, compiles it and runs it. */
import { cp } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { startSamplePipeline } from '../../docs/sample-pipeline.ts';
import { client } from '../docs/steps.ts';
import { runStep } from '../support/documents/run-step.ts';
import { temporaryFolder } from '../support/folder.ts';

test('a client is generated from OpenAPI, compiles, and prints the counts', {
  timeout: 120_000,
}, async () => {
  await using folder = await temporaryFolder();
  const own = (name: string): boolean => !/\/(?:node_modules|api\.d\.ts)$/.test(name);
  await cp('examples/client', folder.file('examples/client'), { recursive: true, filter: own });
  await using pipeline = await startSamplePipeline();
  const environment = { ...process.env, SHOW_URL: pipeline.showUrl };
  expect(client.length).toBeGreaterThan(0);
  for (const step of client) await runStep(step, { cwd: folder.path, environment, words: {} });
});
