#!/usr/bin/env node
/** The executable: in a clone the sources as they are; in an installed package, where Node strips no types, what `npm pack` made of them. */
import { existsSync } from 'node:fs';

const source = new URL('./cli.ts', import.meta.url);
await import(existsSync(source) ? source.href : './dist/npm/cli.js');
