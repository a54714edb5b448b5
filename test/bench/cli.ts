/**
 * `npm run bench -- NAME …` runs one of the benchmarks in this folder. Each prints its measurements as ratios
 * within one run.
 */
import { runCommand } from '../../functions/common/process/command.ts';
import { defineCommand } from '../../functions/common/process/command-line.ts';
import { command as coldStart } from './cold-start.ts';
import { command as connections } from './connections.ts';
import { command as drain } from './drain.ts';
import { command as emulatorHeap } from './emulator-heap.ts';
import { command as extract } from './extract.ts';
import { command as pipeline } from './pipeline.ts';
import { command as publications } from './publications.ts';
import { command as save } from './save.ts';
import { command as scale16 } from './scale16.ts';
import { command as show } from './show.ts';
import { command as soak } from './soak.ts';
import { command as start } from './start.ts';
import { command as streams } from './streams.ts';
import { command as submit } from './submit.ts';

const program = defineCommand('bench').description('Measure one part of the pipeline.');
for (const benchmark of [
  coldStart,
  connections,
  drain,
  emulatorHeap,
  extract,
  pipeline,
  publications,
  save,
  scale16,
  show,
  soak,
  start,
  streams,
  submit,
])
  program.addCommand(benchmark);
await runCommand({ read: (argv) => argv, settings: {} }, async ({ given }) => {
  await program.parseAsync([...given], { from: 'user' });
});
