/**
 * An esbuild plugin for files that a module reads from its own folder, as `new URL('./weights.bin',
 * import.meta.url)`. A bundle lies in another folder, so the plugin copies such files there. Nobody has to
 * list them.
 */
import { readFile, stat } from 'node:fs/promises';
import { basename, dirname, join, sep } from 'node:path';
import type { Plugin } from 'esbuild';

const reference = /new URL\(\s*(['"])(?<path>\.\/[^'"]+)\1\s*,\s*import\.meta\.url\s*\)/g;

/**
 * Collects the files that bundled sources refer to.
 * @param found filled with file name to path; the bundle has to be written to the same flat folder as these
 *   files
 * @throws Error, as a message of the build, when two different files have the same name
 */
export function copyFilesBeside(found: Map<string, string>): Plugin {
  return {
    name: 'files-beside',
    setup(build) {
      build.onLoad({ filter: /\.ts$/ }, async ({ path }) => {
        if (path.includes(`${sep}node_modules${sep}`)) return undefined;
        const source = await readFile(path, 'utf8');
        for (const { groups } of source.matchAll(reference)) {
          const file = join(dirname(path), groups?.path ?? '');
          const isFile = await stat(file).then(
            (status) => status.isFile(),
            () => false,
          );
          if (!isFile || file.endsWith('.ts')) continue;
          const name = basename(file);
          const other = found.get(name);
          if (other !== undefined && other !== file) {
            return { errors: [{ text: `${file} and ${other} would be one file in the bundle; rename one` }] };
          }
          found.set(name, file);
        }
        return { contents: source, loader: 'ts' };
      });
    },
  };
}
