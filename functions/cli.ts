/**
 * Runs one stage in the foreground, configured by environment only, as the cloud starts it: `npm run stage -- submit`. The one place
 * that knows all stages.
 */
import { Argument } from 'commander';
import { readOrExit } from './common/process/command.ts';
import { defineCommand } from './common/process/command-line.ts';

interface StageModule {
  readonly main: () => Promise<unknown>;
}

const stages: Readonly<Record<string, () => Promise<StageModule>>> = {
  submit: () => import('./submit/stage.ts'),
  extract: () => import('./extract/stage.ts'),
  save: () => import('./save/stage.ts'),
  show: () => import('./show/stage.ts'),
};

// Started by the pipeline on this machine, which holds an IPC channel: when that closes, its parent is gone, and so should it be.
if (process.channel) {
  process.on('disconnect', () => process.kill(process.pid, 'SIGTERM'));
  process.channel.unref();
}
// Its main ends the process: the frame would be a second one around it.
const stage = readOrExit(readStage);
const { main } = await stage();
await main();

function readStage(argv: readonly string[]): () => Promise<StageModule> {
  const program = defineCommand('stage')
    .description('Run one stage in the foreground, configured by environment.')
    .addArgument(new Argument('<name>', 'which stage').choices(Object.keys(stages)))
    .addHelpText('after', '\nThe variables it reads: docs/configuration.md')
    .parse([...argv], { from: 'user' });
  const found = stages[program.args[0] ?? ''];
  return found ?? program.error('error: there is no such stage');
}
