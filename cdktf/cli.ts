/**
 * The program that cdktf runs: checks the settings, builds the artifacts, and writes the stacks as
 * Terraform's JSON to `cdktf.out/`. Needs no credentials and no network.
 */
import { join } from 'node:path';
import { App } from 'cdktf';
import { reportFailure } from '../functions/common/process/lifecycle.ts';
import { createLog } from '../functions/common/process/log.ts';
import { artifactFolder, build } from './build/build.ts';
import { root } from './build/bundle.ts';
import { deployFile, readSettings, withFile } from './settings.ts';
import { createStacks } from './stack.ts';

// cdktf's command line passes our output on to people, but it is no terminal.
const log = createLog('cdktf', { LOG_LEVEL: 'info', LOG_FORMAT: 'pretty' });
try {
  const settings = readSettings(withFile(process.env, deployFile(process.env, join(root, 'deploy.env'))));
  const app = new App();
  createStacks(app, settings, await build(artifactFolder));
  app.synth();
} catch (error) {
  process.exit(reportFailure(error, log));
}
