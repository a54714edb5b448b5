/** `npm run bench -- NAME …`: runs one of the benchmarks in this folder. Each prints what it measured, as ratios within one run. */
import { readdirSync } from 'node:fs';

const names = readdirSync(import.meta.dirname)
  .map((file) => file.replace(/\.ts$/, ''))
  .filter((name) => name !== 'main' && !name.includes('.'));
const [name = '', ...args] = process.argv.slice(2);
if (!names.includes(name)) {
  process.stderr.write(`usage: npm run bench -- ${names.join('|')} [options]\n`);
  process.exit(2);
}
const { run } = (await import(`./${name}.ts`)) as { run: (args: readonly string[]) => Promise<void> };
await run(args);
