#!/usr/bin/env node
/**
 * The executable. A clone runs its sources. An installed package runs the JavaScript that `npm pack` built,
 * because Node strips no types under `node_modules`.
 */
import { existsSync } from 'node:fs';

// An older Node would only say that it does not know the extension .ts.
if (Number.parseInt(process.versions.node, 10) < 24) {
  process.stderr.write(
    `entity-pipeline needs Node.js 24 or later; this is ${process.versions.node}. With npm alone: npx -p node@24 -p entity-pipeline entity-pipeline …\n`,
  );
  process.exit(69);
}
const source = new URL('./cli.ts', import.meta.url);
await import(existsSync(source) ? source.href : './dist/npm/cli.js');
