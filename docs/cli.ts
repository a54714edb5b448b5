/** `npm run docs:configuration`: writes `docs/configuration.md`, or checks that it is current. */
import { readFileSync, writeFileSync } from 'node:fs';
import { runCommand } from '../functions/common/process/command.ts';
import { defineCommand } from '../functions/common/process/command-line.ts';
import { ExitCode, ExplainedError } from '../functions/common/process/exit-codes.ts';
import { describeConfiguration } from './configuration.ts';

const path = new URL('./configuration.md', import.meta.url);

await runCommand({ read: readCommandLine, settings: {} }, ({ given: { check } }) => {
  const text = describeConfiguration();
  if (!check) writeFileSync(path, text);
  else if (readFileSync(path, 'utf8') !== text)
    throw new ExplainedError(
      'docs/configuration.md is stale. Run `npm run docs:configuration` and commit it.',
      ExitCode.failed,
    );
});

function readCommandLine(argv: readonly string[]): { readonly check?: true } {
  return defineCommand('docs:configuration')
    .description('Write docs/configuration.md from the settings.ts files.')
    .option('--check', 'write nothing: fail unless the document is current')
    .parse([...argv], { from: 'user' })
    .opts<{ readonly check?: true }>();
}
