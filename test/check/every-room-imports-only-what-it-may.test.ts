import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { REMOVE_ALL } from '../support/folder.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const biome = join(root, 'node_modules/@biomejs/biome/bin/biome');

const STAGE = 'A stage imports functions/common/ and its own folder';
const ROOM = 'The rooms of functions/common/ import in one direction';
const TOOL = 'A tool imports functions/common/ and its own folder';
const FUNCTIONS = 'functions/ imports nothing outside itself';

/** The fields of the linter's report that this test reads. */
interface LintReport {
  readonly diagnostics: readonly {
    readonly category: string;
    readonly message: string;
    readonly location: { readonly path: string };
  }[];
}

/** Each is a file and its import. */
const allowed = [
  ['functions/submit/a.ts', "import '../common/domain/post.ts';"],
  ['functions/submit/b.ts', "import './http/server.ts';"],
  ['functions/submit/c.ts', "import 'node:fs';\nimport 'zod';"],
  ['functions/extract/pool/a.ts', "import '../../common/process/log.ts';\nimport '../extract.ts';"],
  ['functions/show/page/views/a.ts', "import '../../../common/domain/post.ts';\nimport '../parts.ts';"],
  ['functions/a.ts', "await import('./submit/stage.ts');"],
  ['functions/common/domain/a.ts', "import './post.ts';\nimport 'zod';"],
  ['functions/common/domain/store/a.ts', "import '../post.ts';\nimport './ids.ts';"],
  ['functions/save/rollup/a.ts', "import '../../common/domain/store/ids.ts';"],
  ['functions/common/process/a.ts', "import '../domain/post.ts';"],
  ['functions/common/cloud/a.ts', "import '../domain/post.ts';\nimport '../process/log.ts';"],
  ['functions/common/http/a.ts', "import '../domain/post.ts';\nimport '../process/log.ts';"],
  ['tools/submit/a.ts', "import '../../functions/common/domain/post.ts';\nimport './send.ts';"],
  ['tools/correct/recount/a.ts', "import '../../../functions/common/cloud/grpc.ts';\nimport '../again.ts';"],
  ['tools/evaluate/a.ts', "import '../../functions/extract/extract.ts';"],
  ['tools/rollup/a.ts', "import '../../functions/save/rollup/pass.ts';"],
  ['tools/train/a.ts', "import '../../functions/extract/tagger/features/rows.ts';"],
] as const;

/** Each is a file, its import, and the beginning of the error. */
const refused = [
  ['functions/submit/m.ts', "import '../extract/extract.ts';", STAGE],
  ['functions/submit/n.ts', "export const a = await import('../show/stage.ts');", STAGE],
  ['functions/submit/k.ts', "import type { A } from '../save/plan.ts';\nexport const a: A = 1;", STAGE],
  ['functions/submit/l.ts', "export { a } from '../show/stage.ts';", STAGE],
  ['functions/submit/o.ts', "import '../cli.ts';", STAGE],
  ['functions/submit/p.ts', "import '../../emulators/cli.ts';", STAGE],
  ['functions/submit/q.ts', "import '../../tools/submit/send.ts';", STAGE],
  ['functions/submit/r.ts', "import '../../cdktf/cli.ts';", STAGE],
  ['functions/submit/s.ts', "import './../extract/extract.ts';", STAGE],
  ['functions/submit/t.ts', "import '../common/../extract/extract.ts';", STAGE],
  ['functions/extract/pool/m.ts', "import '../../save/plan.ts';", STAGE],
  ['functions/extract/pool/n.ts', "import '../../../emulators/cli.ts';", STAGE],
  ['functions/extract/pool/o.ts', "import '../pool/../../save/plan.ts';", STAGE],
  ['functions/extract/pool/p.ts', "import '../../../tools/train/train.ts';", STAGE],
  ['functions/show/page/views/m.ts', "import '../../../save/plan.ts';", STAGE],
  ['functions/show/page/views/n.ts', "import '../../../../emulators/cli.ts';", STAGE],
  ['functions/m.ts', "import '../emulators/cli.ts';", FUNCTIONS],
  ['functions/common/domain/m.ts', "import '../process/log.ts';", ROOM],
  ['functions/common/domain/n.ts', "import '../../submit/messages.ts';", ROOM],
  ['functions/common/domain/store/m.ts', "import '../../process/log.ts';", ROOM],
  ['functions/common/domain/store/n.ts', "import '../../../save/plan.ts';", ROOM],
  ['functions/common/process/m.ts', "import '../cloud/grpc.ts';", ROOM],
  ['functions/common/process/n.ts', "import '../http/problem.ts';", ROOM],
  ['functions/common/cloud/m.ts', "import '../http/problem.ts';", ROOM],
  ['functions/common/http/m.ts', "import '../cloud/grpc.ts';", ROOM],
  ['functions/common/http/n.ts', "import '../../show/answer.ts';", ROOM],
  ['tools/submit/m.ts', "import '../../functions/submit/messages.ts';", TOOL],
  ['tools/submit/n.ts', "import '../correct/again.ts';", TOOL],
  ['tools/submit/o.ts', "import '../../functions/extract/extract.ts';", TOOL],
  ['tools/correct/recount/m.ts', "import '../../../functions/save/plan.ts';", TOOL],
  ['tools/correct/recount/n.ts', "import '../../submit/send.ts';", TOOL],
  ['tools/rollup/m.ts', "import '../../functions/save/plan.ts';", TOOL],
  ['tools/evaluate/m.ts', "import '../../functions/save/plan.ts';", TOOL],
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

afterAll(() => rm(folder, REMOVE_ALL));

/** Checks files with the rules of the project. */
function check(paths: readonly string[]): Promise<{ code: unknown; output: string }> {
  const args = [biome, 'check', '--vcs-enabled=false', '--formatter-enabled=false', '--assist-enabled=false'];
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [...args, '--max-diagnostics=none', '--reporter=json', ...paths],
      { cwd: folder, env: { PATH: process.env.PATH ?? '', NO_COLOR: '1' } },
      (error, stdout) => resolve({ code: error?.code ?? 0, output: stdout }),
    );
  });
}

test('a stage, a room of common and a tool may import the rooms before them', async () => {
  const { code, output } = await check(allowed.map(([path]) => path));
  expect(output).not.toContain('noRestrictedImports');
  expect(code).toBe(0);
});

test('any other import fails the check, with the reason', async () => {
  const { code, output } = await check(refused.map(([path]) => path));
  expect(code).toBe(1);
  const { diagnostics } = JSON.parse(output) as LintReport;
  const found = diagnostics.filter(({ category }) => category === 'lint/style/noRestrictedImports');
  expect(found).toHaveLength(refused.length);
  for (const [path, , reason] of refused) {
    const messages = found.filter(({ location }) => location.path === path).map(({ message }) => message);
    expect(messages, path).toEqual([expect.stringContaining(reason)]);
  }
});

test('no file is nested deeper than the rules reach', async () => {
  const depthOf = async (place: string): Promise<number> => {
    const files = await readdir(join(root, place), { recursive: true });
    return Math.max(
      ...files.filter((path) => path.endsWith('.ts')).map((path) => path.split(/[\\/]/).length),
    );
  };
  expect(await depthOf('functions')).toBeLessThanOrEqual(4);
  expect(await depthOf('functions/common')).toBe(3);
  expect(await depthOf('tools')).toBeLessThanOrEqual(3);
});
