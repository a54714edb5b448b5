import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

interface Declaration {
  readonly name: string;
  readonly isExported: boolean;
}

/** The types that a file declares. A schema with the name of its type is the same thing. */
function declarationsOf(code: string): Declaration[] {
  const declared =
    /^(export )?(?:declare )?(?:abstract )?(?:interface|type|class|enum) (?<name>[A-Za-z_$][\w$]*)/gm;
  return [...code.matchAll(declared)].map(({ 1: exported, groups }) => ({
    name: groups?.name ?? '',
    isExported: exported !== undefined,
  }));
}

/** The names that one file exports and another file declares again. */
function ambiguous(files: readonly { readonly path: string; readonly code: string }[]): string[] {
  const places = new Map<string, Set<string>>();
  const exported = new Set<string>();
  for (const { path, code } of files)
    for (const { name, isExported } of declarationsOf(code)) {
      places.set(name, (places.get(name) ?? new Set()).add(path));
      if (isExported) exported.add(name);
    }
  return [...places]
    .filter(([name, paths]) => exported.has(name) && paths.size > 1)
    .map(([name, paths]) => `${name}: ${[...paths].toSorted().join(', ')}`);
}

async function sources(
  within: readonly string[],
): Promise<{ readonly path: string; readonly code: string }[]> {
  const paths = await Promise.all(
    within.map(async (folder) =>
      (await readdir(join(root, folder), { recursive: true })).map((path) => join(folder, path)),
    ),
  );
  return Promise.all(
    paths
      .flat()
      .filter((path) => path.endsWith('.ts'))
      .map(async (path) => ({ path, code: await readFile(join(root, path), 'utf8') })),
  );
}

test('no exported type has the name of a type in another file', async () => {
  const files = await sources(['functions', 'tools', 'emulators', 'cdktf', 'test']);
  expect(files.length).toBeGreaterThan(300);
  expect(ambiguous(files)).toEqual([]);
});

/** Declarations, typed parameters, parameters of arrow functions, and destructured names. */
const HIDES_PROCESS = [
  /\b(?:const|let|var|function|class|interface|type|enum) [Pp]rocess\b/,
  /\bprocess\??: [A-Z]/,
  /[(,] ?process(?:,[^()]*)?\)(?:: [^=]+)? =>/,
  /\{[^}]*\bprocess\b[^}]*\} =/,
];

function hidesProcess(code: string): boolean {
  const withoutComments = code.replace(/\/\*[\s\S]*?\*\/|(?<=^|\s)\/\/.*$/gm, '');
  return HIDES_PROCESS.some((pattern) => pattern.test(withoutComments));
}

test('no name hides the global process of Node', async () => {
  const all = await sources(['functions', 'tools', 'emulators', 'cdktf']);
  expect(all.filter(({ code }) => hidesProcess(code)).map(({ path }) => path)).toEqual([]);
});

test.each([
  ['const process = async () => undefined;', true],
  ['run((config, log, process) => process.parts);', true],
  ['run(async (process, log): Promise<void> => log(process));', true],
  ['const { process, url } = stage;', true],
  ['function part(name: string, process: Life) {}', true],
  ['export interface Process {\n}', true],
  ['const { argv } = process;', false],
  ['spawn(process.execPath, [process, other]);', false],
  ['/** A process: Node has one. */', false],
])('whether code hides process is decided right: %s', (code, expected) => {
  expect(hidesProcess(code)).toBe(expected);
});

test('a name is ambiguous when two files declare it and one exports it', () => {
  const files = [
    { path: 'a.ts', code: 'export interface Outcome {\n}\ntype Local = 1;' },
    { path: 'b.ts', code: 'interface Outcome {\n}\ntype Local = 2;\nexport const Post = 1;' },
    { path: 'c.ts', code: 'export abstract class Post {}\nexport type Post2 = 1;' },
  ];
  expect(ambiguous(files)).toEqual(['Outcome: a.ts, b.ts']);
});
