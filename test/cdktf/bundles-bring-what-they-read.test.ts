import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { copyFilesBeside } from '../../cdktf/build/files-beside.ts';
import { lockedClosure } from '../../cdktf/build/function-package.ts';
import { REMOVE_ALL } from '../support/folder.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'entity-pipeline-bundle-'));
});
afterEach(() => rm(folder, REMOVE_ALL));

async function bundleOf(files: Readonly<Record<string, string>>): Promise<Map<string, string>> {
  for (const [name, contents] of Object.entries(files)) {
    await mkdir(join(folder, name, '..'), { recursive: true });
    await writeFile(join(folder, name), contents);
  }
  const found = new Map<string, string>();
  await build({
    entryPoints: [join(folder, 'main.ts')],
    bundle: true,
    write: false,
    outdir: 'out',
    format: 'esm',
    platform: 'node',
    logLevel: 'silent',
    plugins: [copyFilesBeside(found)],
  });
  return found;
}

const reads = (path: string): string =>
  `import { readFileSync } from 'node:fs';\nexport const data: Buffer = readFileSync(new URL('${path}', import.meta.url));\n`;

test('a bundle includes files that modules read next to themselves, from any folder', async () => {
  const found = await bundleOf({
    'main.ts': "import { data } from './tagger/tagger.ts';\nconsole.log(data);\n",
    'tagger/tagger.ts': reads('./weights.bin'),
    'tagger/weights.bin': 'weights',
  });
  expect([...found.keys()]).toEqual(['weights.bin']);
  expect(await readFile(found.get('weights.bin') ?? '', 'utf8')).toBe('weights');
});

test('modules and folders are left to the bundler', async () => {
  const found = await bundleOf({
    'main.ts': `${reads('./page/')}export const script = new URL('./worker.ts', import.meta.url);\n`,
    'worker.ts': 'export {};\n',
    'page/icon.svg': '<svg/>',
  });
  expect([...found.keys()]).toEqual([]);
});

test('two files with one name fail the build, because a flat folder holds only one', async () => {
  const files = {
    'main.ts':
      "import { data as a } from './a/a.ts';\nimport { data as b } from './b/b.ts';\nconsole.log(a, b);\n",
    'a/a.ts': reads('./data.bin'),
    'a/data.bin': 'a',
    'b/b.ts': reads('./data.bin'),
    'b/data.bin': 'b',
  };
  await expect(bundleOf(files)).rejects.toThrow(/would be one file in the bundle; rename one/);
});

test('the lock file of the functions has the dependencies of one package, at the versions that Node resolves', () => {
  const packages = {
    '': { dependencies: { framework: '1.0.0', other: '1.0.0' } },
    'node_modules/framework': { version: '1.0.0', dependencies: { leaf: '^2.0.0', shared: '^1.0.0' } },
    'node_modules/framework/node_modules/leaf': { version: '2.0.0', dependencies: { shared: '^1.0.0' } },
    'node_modules/leaf': { version: '1.0.0' },
    'node_modules/shared': { version: '1.5.0', optionalDependencies: { 'not-here': '^1.0.0' } },
    'node_modules/other': { version: '1.0.0' },
  };
  expect(Object.keys(lockedClosure(packages, 'framework'))).toEqual([
    'node_modules/framework',
    'node_modules/framework/node_modules/leaf',
    'node_modules/shared',
  ]);
  expect(() => lockedClosure({ 'node_modules/a': { dependencies: { b: '1' } } }, 'a')).toThrow(
    /no b for node_modules\/a/,
  );
});
