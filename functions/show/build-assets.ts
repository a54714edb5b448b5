/** Builds what the page loads: bundled, minified, named by a hash of their contents. */
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type { AssetFile } from './assets.ts';

/** Builds the page's files; the same sources give the same bytes. */
export async function buildAssets(): Promise<readonly AssetFile[]> {
  const source = (name: string): string => fileURLToPath(new URL(`./page/${name}`, import.meta.url));
  const result = await build({
    entryPoints: [source('main.ts'), source('page.css'), source('icon.svg')],
    bundle: true,
    minify: true,
    write: false,
    outdir: 'page',
    format: 'esm',
    target: 'es2022',
    entryNames: '[name]-[hash]',
    assetNames: '[name]-[hash]',
    publicPath: '/assets',
    loader: { '.woff2': 'file', '.svg': 'copy' },
    legalComments: 'none',
    logLevel: 'silent',
  });
  return result.outputFiles.map(({ path, contents }) => ({ name: basename(path), contents }));
}
