/**
 * `npm run build:aliases`: writes the tables of aliases that come from lists. Run it, and commit its result,
 * when a list has a new version. Countries come from a package. Bodies come from the file that is given;
 * without one, their table is not changed.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { runCommand } from '../../functions/common/process/command.ts';
import { defineCommand, exampleText, exitCodeText } from '../../functions/common/process/command-line.ts';
import { bodyLines } from './bodies.ts';
import { countryTable } from './country-table.ts';
import { tableSource } from './lines.ts';

const folder = new URL('../../functions/common/domain/aliases/', import.meta.url);

await runCommand({ read: readCommandLine, settings: {} }, async ({ given: { bodies } }) => {
  await writeFile(new URL('countries.ts', folder), countryTable());
  if (bodies === undefined) return;
  const lines = bodyLines(await readFile(bodies, 'utf8'));
  const source = {
    origin: 'intergovernmental bodies of the Phoenix dictionaries',
    licence: 'openeventdata/Dictionaries, MIT License, Copyright (c) 2014 Open Event Data Alliance',
  };
  await writeFile(new URL('bodies.ts', folder), tableSource('bodies', source, lines));
});

function readCommandLine(argv: readonly string[]): { readonly bodies?: string } {
  return defineCommand('build:aliases')
    .description('Write the tables of aliases of countries and intergovernmental bodies.')
    .option('--bodies <file>', 'list of political actors; a line has a name in capitals, a tab and a code')
    .addHelpText(
      'after',
      exampleText([['npm run build:aliases -- --bodies actors.tsv', 'write both tables']]),
    )
    .addHelpText('after', `\n${exitCodeText}`)
    .parse([...argv], { from: 'user' })
    .opts<{ readonly bodies?: string }>();
}
