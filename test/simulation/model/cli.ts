/**
 * `npm run model` searches the model of the protocol, then shows that each planted fault makes the search
 * fail.
 */
import { runCommand } from '../../../functions/common/process/command.ts';
import { defineCommand, wholeNumber } from '../../../functions/common/process/command-line.ts';
import { ExitCode } from '../../../functions/common/process/exit-codes.ts';
import { plantedRules } from './planted.ts';
import { type Searched, search } from './search.ts';
import { type Correction, type Rules, rules } from './state.ts';

interface Options {
  readonly faults: number;
}

await runCommand({ read: readCommandLine, settings: {} }, ({ given: { faults } }) => {
  let failures = 0;
  const print = (...lines: readonly string[]): void => {
    process.stdout.write(`${lines.join('\n')}\n`);
  };
  for (const correction of ['forget', 'recount'] as const) {
    const { states, steps, longestRest, wrong } = search(rules, correction, faults);
    const searched = `${states} states, ${steps} steps, at rest after at most ${longestRest}`;
    print(`the protocol with a ${correction} and at most ${faults} faults: ${searched}`);
    if (wrong === undefined) continue;
    failures += 1;
    print(`${wrong.what}, after:`, ...wrong.path.map((one) => `  ${one}`));
  }
  for (const [name, { rules: own, correction = 'forget' }] of Object.entries(plantedRules)) {
    const found = firstWrong({ ...rules, ...own }, correction, faults);
    if (found === undefined) failures += 1;
    print(
      found === undefined ? `NOT FOUND: ${name}` : `${name}: ${found.what}, after ${found.path.join(', ')}`,
    );
  }
  return failures === 0 ? ExitCode.ok : ExitCode.failed;
});

/** Tries few faults first: most planted faults need none or one, and those searches are short. */
function firstWrong(planted: Rules, correction: Correction, most: number): Searched['wrong'] {
  for (let faults = 0; faults <= most; faults++) {
    const { wrong } = search(planted, correction, faults);
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
