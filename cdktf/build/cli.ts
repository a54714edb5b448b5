/** `npm run build`: builds what is deployed and tells what it is. */
import { relative } from 'node:path';
import { reportFailure } from '../../functions/common/process/lifecycle.ts';
import { createLog } from '../../functions/common/process/log.ts';
import { artifactFolder, build } from './build.ts';

const startedAt = performance.now();
try {
  for (const { path, bytes } of Object.values(await build(artifactFolder))) {
    process.stdout.write(`${relative('', path)}  ${(bytes / 1e6).toFixed(1)} MB\n`);
  }
  process.stdout.write(`built in ${((performance.now() - startedAt) / 1e3).toFixed(1)} s\n`);
} catch (error) {
  process.exit(reportFailure(error, createLog('build', { LOG_LEVEL: 'info', LOG_FORMAT: 'auto' })));
}
