/** `npm run model`: searches the model of the protocol, then shows that each planted fault makes it fail. */
import { runCommand } from '../../../functions/common/process/command.ts';
import { defineCommand, wholeNumber } from '../../../functions/common/process/command-line.ts';
import { ExitCode } from '../../../functions/common/process/exit-codes.ts';
import { plantedRules } from './planted.ts';
import { type Rules, rules } from './protocol.ts';
import { type Searched, search } from './search.ts';

interface Options {
  readonly faults: number;
}

await runCommand({ read: readCommandLine, settings: {} }, ({ given: { faults } }) => {
  const { states, steps, wrong } = search(rules, faults);
  const lines = [`the protocol, with at most ${faults} faults: ${states} states, ${steps} steps`];
  if (wrong !== undefined) lines.push(`${wrong.what}, after:`, ...wrong.path.map((one) => `  ${one}`));
  let missed = 0;
  for (const [name, own] of Object.entries(plantedRules)) {
    const found = firstWrong({ ...rules, ...own }, faults);
    if (found === undefined) missed += 1;
    lines.push(
      found === undefined ? `NOT FOUND: ${name}` : `${name}: ${found.what}, after ${found.path.join(', ')}`,
    );
  }
  process.stdout.write(`${lines.join('\n')}\n`);
  return wrong === undefined && missed === 0 ? ExitCode.ok : ExitCode.failed;
});

/** With few faults first: most need none or one, and the search is short then. */
function firstWrong(planted: Rules, most: number): Searched['wrong'] {
  for (let faults = 0; faults <= most; faults++) {
    const { wrong } = search(planted, faults);
    if (wrong !== undefined) return wrong;
  }
  return undefined;
}

function readCommandLine(argv: readonly string[]): Options {
  return defineCommand('model')
    .description('Search every state of the protocol of saving, and of protocols with planted faults.')
    .option('--faults <n>', 'how many faults may happen', wholeNumber(0, 4), 3)
    .parse([...argv], { from: 'user' })
    .opts<Options>();
}
