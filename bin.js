#!/usr/bin/env node
/** The executable: in a clone the sources as they are; in an installed package, where Node strips no types, what `npm pack` made of them. */
import { existsSync } from 'node:fs';

// Said here, because an older Node only says that it does not know the extension.
if (Number.parseInt(process.versions.node, 10) < 24) {
  process.stderr.write(
    `entity-pipeline needs Node.js 24 or later; this is ${process.versions.node}. With npm alone: npx -p node@24 -p entity-pipeline entity-pipeline …\n`,
  );
  process.exit(69);
}
const source = new URL('./cli.ts', import.meta.url);
await import(existsSync(source) ? source.href : './dist/npm/cli.js');
