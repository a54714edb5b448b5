/**
 * Bundles TypeScript entry points for Node 24: everything they need in a flat folder, so that it starts
 * without node_modules.
 */
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Plugin } from 'esbuild';
import type { ArchiveFile } from './archive.ts';
import { copyFilesBeside } from './files-beside.ts';

/** The root of the repository. */
export const root = fileURLToPath(new URL('../..', import.meta.url));

/** CommonJS packages inside an ES module use variables that only CommonJS defines. */
const COMMONJS = [
  "import { createRequire as createRequireOfBundle } from 'node:module';",
  "import { dirname as dirnameOfBundle } from 'node:path';",
  "import { fileURLToPath as pathOfBundle } from 'node:url';",
  'const require = createRequireOfBundle(import.meta.url);',
  'const __filename = pathOfBundle(import.meta.url);',
  'const __dirname = dirnameOfBundle(__filename);',
].join('\n');

/**
 * Bundles entry points that share code into one flat folder. Files that sources read from their own folder
 * are copied too.
 * @param entries name of the output without extension, to the source's path from the root of the repository
 * @param external packages left to be installed
 */
export async function bundle(
  entries: Readonly<Record<string, string>>,
  external: readonly string[],
): Promise<ArchiveFile[]> {
  const beside = new Map<string, string>();
  const plugins: Plugin[] = [copyFilesBeside(beside)];
  const result = await build({
    absWorkingDir: root,
    entryPoints: Object.entries(entries).map(([out, path]) => ({ in: path, out })),
    outdir: 'bundle',
    chunkNames: 'chunk-[hash]',
    bundle: true,
    splitting: true,
    write: false,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    external: ['esbuild', ...external],
    banner: { js: COMMONJS },
    // Chunk names have a hash of paths. If node_modules is a link, the path of its target must not get into
    // them.
    preserveSymlinks: true,
    // Names are kept, so that stack traces can be read.
    minifyWhitespace: true,
    minifySyntax: true,
    legalComments: 'none',
    logLevel: 'warning',
    plugins,
  });
  const bundles = result.outputFiles.map(({ path, contents }) => {
    if (dirname(path) !== join(root, 'bundle')) throw new Error(`the bundle is not flat: ${path}`);
    return { name: basename(path), contents: { bytes: contents } };
  });
  const copied = [...beside].map(([name, path]) => ({ name, contents: { path } }));
  return [...bundles, ...copied];
}
