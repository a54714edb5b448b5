/**
 * Builds what the page loads: bundled, minified, named by a hash of their contents; and the licences of what
 * is in it.
 */
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type { AssetFile } from './assets.ts';

const folder = fileURLToPath(new URL('./page/', import.meta.url));

/**
 * Builds the page's files; the same sources give the same bytes.
 * @throws Error when something cannot be built, or a package in it has no licence to show
 */
export async function buildAssets(): Promise<readonly AssetFile[]> {
  const result = await build({
    absWorkingDir: folder,
    entryPoints: ['main.ts', 'page.css', 'icon.svg'],
    bundle: true,
    minify: true,
    write: false,
    metafile: true,
    outdir: 'page',
    format: 'esm',
    target: 'es2022',
    entryNames: '[name]-[hash]',
    assetNames: '[name]-[hash]',
    publicPath: '/assets',
    loader: { '.woff2': 'file', '.svg': 'copy' },
    // They stand in a file of their own, for fonts and scripts alike.
    legalComments: 'none',
    logLevel: 'silent',
    // Hashes hold paths: they must not be those of the folder that node_modules may be a link to.
    preserveSymlinks: true,
  });
  const built = result.outputFiles.map(({ path, contents }) => ({ name: basename(path), contents }));
  return [...built, await licences(Object.keys(result.metafile.inputs))];
}

/** The licences of the packages that these files are from: they are to go with every copy. */
async function licences(inputs: readonly string[]): Promise<AssetFile> {
  const found = inputs.flatMap((input) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input) ?? []);
  const packages = [...new Set(found)].sort();
  const texts = packages.map(async (path) => {
    const name = path.replace(/^.*node_modules\//, '');
    const files = await readdir(join(folder, path));
    const licence = files.find((file) => /^licen[cs]e/i.test(file));
    if (licence === undefined) throw new Error(`the package ${name} has no licence file`);
    return `${name}\n\n${(await readFile(join(folder, path, licence), 'utf8')).trim()}\n`;
  });
  const contents = Buffer.from((await Promise.all(texts)).join(`\n${'-'.repeat(80)}\n\n`));
  const hash = createHash('sha256').update(contents).digest('hex').slice(0, 8).toUpperCase();
  return { name: `licences-${hash}.txt`, contents };
}
