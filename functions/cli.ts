/**
 * Runs one stage in the foreground, configured by environment only, as the cloud starts it: `npm run stage -- submit`. The one place
 * that knows all stages.
 */
import { ExitCode } from './common/process/exit-codes.ts';

const stages: Readonly<Record<string, () => Promise<{ readonly main: () => Promise<unknown> }>>> = {
  submit: () => import('./submit/stage.ts'),
  extract: () => import('./extract/stage.ts'),
  save: () => import('./save/stage.ts'),
  show: () => import('./show/stage.ts'),
};

const [name = '', ...rest] = process.argv.slice(2);
const stage = Object.hasOwn(stages, name) ? stages[name] : undefined;
if (stage === undefined || rest.length > 0) {
  process.stderr.write(`usage: npm run stage -- ${Object.keys(stages).join('|')}\n`);
  process.exit(ExitCode.usage);
}
// Started by the pipeline on this machine, which holds an IPC channel: when that closes, its parent is gone, and so should it be.
if (process.channel) {
  process.on('disconnect', () => process.kill(process.pid, 'SIGTERM'));
  process.channel.unref();
}
const { main } = await stage();
await main();
