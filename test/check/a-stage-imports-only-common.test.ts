import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const biome = join(root, 'node_modules/@biomejs/biome/bin/biome');

const allowed = [
  ['functions/submit/a.ts', "import '../common/post.ts';"],
  ['functions/submit/b.ts', "import './http/server.ts';"],
  ['functions/submit/c.ts', "import 'node:fs';\nimport 'zod';"],
  [
    'functions/extract/pool/d.ts',
    "import '../../common/post.ts';\nimport '../extract.ts';\nimport './worker.ts';",
  ],
  ['functions/common/e.ts', "import './post.ts';"],
  ['functions/f.ts', "await import('./submit/main.ts');"],
] as const;

const refused = [
  ['functions/submit/g.ts', "import '../extract/extract.ts';"],
  ['functions/submit/h.ts', "import type { A } from '../save/plan.ts';\nexport const a: A = 1;"],
  ['functions/submit/i.ts', "export const a = await import('../show/main.ts');"],
  ['functions/submit/j.ts', "export { a } from '../show/main.ts';"],
  ['functions/submit/k.ts', "import '../stage.ts';"],
  ['functions/submit/l.ts', "import '../../emulators/start.ts';"],
  ['functions/submit/m.ts', "import '../../test/support/random.ts';"],
  ['functions/submit/n.ts', "import '../../cdktf/main.ts';"],
  ['functions/submit/o.ts', "import './../extract/extract.ts';"],
  ['functions/submit/p.ts', "import '../common/../extract/extract.ts';"],
  ['functions/extract/pool/q.ts', "import '../../save/plan.ts';"],
  ['functions/extract/pool/r.ts', "import '../../../emulators/start.ts';"],
  ['functions/extract/pool/s.ts', "import '../pool/../../save/plan.ts';"],
  ['functions/common/t.ts', "import '../submit/main.ts';"],
  ['functions/common/u.ts', "import '../../emulators/start.ts';"],
  ['functions/v.ts', "import '../emulators/start.ts';"],
] as const;

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'imports-'));
  await copyFile(join(root, 'biome.json'), join(folder, 'biome.json'));
  for (const [path, code] of [...allowed, ...refused]) {
    await mkdir(join(folder, dirname(path)), { recursive: true });
    await writeFile(join(folder, path), `${code}\n`);
  }
});

afterAll(() => rm(folder, { recursive: true, force: true }));

/** Checks files with the project's own rules. */
function check(paths: readonly string[]): Promise<{ code: unknown; output: string }> {
  const args = [biome, 'check', '--vcs-enabled=false', '--formatter-enabled=false', '--assist-enabled=false'];
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [...args, '--max-diagnostics=none', '--reporter=json', ...paths],
      { cwd: folder, env: { PATH: process.env.PATH ?? '', NO_COLOR: '1' } },
      (error, stdout, stderr) => resolve({ code: error?.code ?? 0, output: stdout + stderr }),
    );
  });
}

test('common, its own folder and packages may be imported', async () => {
  const { code, output } = await check(allowed.map(([path]) => path));
  expect(output).not.toContain('noRestrictedImports');
  expect(code).toBe(0);
});

test('the check fails for anything else, and says why', async () => {
  const { code, output } = await check(refused.map(([path]) => path));
  expect(code).toBe(1);
  expect(output).toContain('A stage imports functions/common/ and its own folder');
  for (const [path] of refused) expect(output, path).toContain(path);
  expect(output.match(/"category":\s*"lint\/style\/noRestrictedImports"/g)).toHaveLength(refused.length);
});

test('no file stands deeper than the rule looks', async () => {
  const files = await readdir(join(root, 'functions'), { recursive: true });
  expect(files.filter((path) => path.endsWith('.ts') && path.split(/[\\/]/).length > 3)).toEqual([]);
});
