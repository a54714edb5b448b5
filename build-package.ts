/**
 * Builds the content of `npm pack`, before it packs: every module as JavaScript under the same path, with the
 * data files beside it. Node strips types everywhere except under `node_modules`, so a package cannot ship
 * its sources. Modules are not bundled, because some are started as processes by their path.
 */
import { cp, glob, mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';
import { BUILT_FOLDER } from './functions/show/assets.ts';
import { buildAssets } from './functions/show/build-assets.ts';

const OUT = 'dist/npm';
const FOLDERS = 'functions/**,tools/**,emulators/**';
/**
 * The programs that make the tagger's weights, its kernel and the tables of aliases are not packed, because
 * they run only in the repository.
 */
const MAKERS = ['tools/kernel/**', 'tools/aliases/**', 'tools/train/**'];

/** A module named by another one: in an import, or as a URL relative to it. */
const MODULE_NAMES = /((?:\bfrom|\bimport)\s*\(?\s*|\bnew URL\(\s*)"([^"\n]+)\.ts"/g;

await rm(OUT, { recursive: true, force: true });
const files: string[] = [];
for await (const entry of glob(`{cli.ts,${FOLDERS}}`, { withFileTypes: true, exclude: MAKERS }))
  if (entry.isFile()) files.push(join(entry.parentPath, entry.name).replace(`${process.cwd()}/`, ''));

const { outputFiles } = await build({
  entryPoints: files.filter((file) => file.endsWith('.ts')),
  outdir: OUT,
  outbase: '.',
  bundle: false,
  format: 'esm',
  platform: 'node',
  target: 'node24',
  write: false,
});
for (const { path, text } of outputFiles) {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text.replace(MODULE_NAMES, '$1"$2.js"'));
}
for (const file of files.filter((candidate) => !candidate.endsWith('.ts')))
  await cp(file, join(OUT, file), { recursive: true });
// The page's files are built here, because an installed package has no esbuild.
const pageFolder = join(OUT, 'functions/show', BUILT_FOLDER);
await mkdir(pageFolder, { recursive: true });
for (const { name, contents } of await buildAssets()) await writeFile(join(pageFolder, name), contents);
