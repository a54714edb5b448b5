/** `npm run build`: builds the artifacts of a deployment and lists them. */
import { relative } from 'node:path';
import { runCommand } from '../../functions/common/process/command.ts';
import { defineCommand } from '../../functions/common/process/command-line.ts';
import { artifactFolder, build } from './build.ts';

await runCommand({ read: readCommandLine, settings: {} }, async () => {
  const startedAt = performance.now();
  for (const { path, bytes } of Object.values(await build(artifactFolder))) {
    process.stdout.write(`${relative('', path)}  ${(bytes / 1e6).toFixed(1)} MB\n`);
  }
  process.stdout.write(`built in ${((performance.now() - startedAt) / 1e3).toFixed(1)} s\n`);
});

function readCommandLine(argv: readonly string[]): void {
  defineCommand('build')
    .description(
      'Build the archives that are deployed: the functions, the daemons and the files beside them.',
    )
    .parse([...argv], { from: 'user' });
}
