/**
 * `npm run build:kernel`: writes the module that the tagger loads. To be run, and its result committed, after
 * each change of the source.
 */
import { writeFile } from 'node:fs/promises';
import { buildKernel } from './build.ts';

const target = new URL('../../functions/extract/tagger/kernel/kernel.wasm', import.meta.url);

const module = await buildKernel();
await writeFile(target, module);
process.stdout.write(`kernel.wasm: ${module.length} bytes\n`);
