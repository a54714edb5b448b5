/**
 * `npm start`. `start.ts` does all the work. This file only sets up the compile cache, before the modules are
 * loaded. They are compiled once for this process and the stages, and again when their contents change. That
 * saves each process a fifth of a second and some 20 MB.
 */
import { enableCompileCache } from 'node:module';
import { join } from 'node:path';
import { stateFolder } from '../state-folder.ts';

process.env.NODE_COMPILE_CACHE ??= join(stateFolder(), 'compiled');
// If the cache cannot be written, there is none. Nothing else changes.
enableCompileCache(process.env.NODE_COMPILE_CACHE);
await import('./start.ts');
