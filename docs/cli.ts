/**
 * `npm run docs:configuration` writes the documents that are made from the code: `docs/configuration.md`,
 * `docs/http-api.md` and the costs in `docs/cost.md`. Or checks that they are current.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { runCommand } from '../functions/common/process/command.ts';
import { defineCommand } from '../functions/common/process/command-line.ts';
import { ExitCode, ExplainedError } from '../functions/common/process/exit-codes.ts';
import { describeConfiguration } from './configuration.ts';
import { withCosts } from './costs.ts';
import { describeHttpApi } from './http-api.ts';

/** Each document, with the function that makes its new text from the old one. */
const documents: readonly (readonly [name: string, write: (before: string) => string | Promise<string>])[] = [
  ['configuration.md', describeConfiguration],
  ['cost.md', withCosts],
  ['http-api.md', describeHttpApi],
];

await runCommand({ read: readCommandLine, settings: {} }, async ({ given: { check }, log }) => {
  for (const [name, write] of documents) {
    const path = new URL(`./${name}`, import.meta.url);
    const before = readFileSync(path, 'utf8');
    const text = await write(before);
    if (before === text) continue;
    if (check)
      throw new ExplainedError(
        `docs/${name} is stale. Run \`npm run docs:configuration\` and commit it.`,
        ExitCode.failed,
      );
    writeFileSync(path, text);
    log.info(`docs/${name} changed`);
  }
});

function readCommandLine(argv: readonly string[]): { readonly check?: true } {
  return defineCommand('docs:configuration')
    .description('Write the documents that are made from the code: configuration, HTTP API and costs.')
    .option('--check', 'write nothing: fail unless the documents are current')
    .parse([...argv], { from: 'user' })
    .opts<{ readonly check?: true }>();
}
