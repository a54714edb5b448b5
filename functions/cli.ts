/**
 * Runs a stage in the foreground, configured by environment only, as the cloud starts it: `npm run stage --
 * submit`. Several share one process, and then each listens on the port that its own variable gives
 * (`SUBMIT_PORT`). The one place that knows all stages.
 */
import { Argument } from 'commander';
import { readOrExit } from './common/process/command.ts';
import { defineCommand } from './common/process/command-line.ts';
import { runTogether, type Stage } from './common/process/stage.ts';

interface StageModule {
  readonly stage: Stage;
}

/** In the order of the data, which is that of draining. */
const stages: Readonly<Record<string, () => Promise<StageModule>>> = {
  submit: () => import('./submit/stage.ts'),
  extract: () => import('./extract/stage.ts'),
  save: () => import('./save/stage.ts'),
  show: () => import('./show/stage.ts'),
};

// Started by the pipeline on this machine, which holds an IPC channel: when that closes, its parent is gone,
// and so should it be.
if (process.channel) {
  process.on('disconnect', () => process.kill(process.pid, 'SIGTERM'));
  process.channel.unref();
}
// Its main ends the process: the frame would be a second one around it.
const names = readOrExit(readStages);
const asked = Object.entries(stages).filter(([name]) => names.includes(name));
const loaded = await Promise.all(
  asked.map(async ([name, load]) => {
    const { stage } = await load();
    return { stage, environment: { ...process.env, PORT: process.env[`${name.toUpperCase()}_PORT`] } };
  }),
);
const [first, ...others] = loaded;
if (others.length > 0) await runTogether(loaded);
else await first?.stage.main();

function readStages(argv: readonly string[]): readonly string[] {
  const program = defineCommand('stage')
    .description(
      'Run one stage, or several in one process, in the foreground. Environment variables configure them.',
    )
    .addArgument(new Argument('<name...>', 'which').choices(Object.keys(stages)))
    .addHelpText('after', '\nThe variables that they read: docs/configuration.md')
    .parse([...argv], { from: 'user' });
  return program.args;
}
