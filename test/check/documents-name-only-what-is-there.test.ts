import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const documents = [
  'README.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  'examples/README.md',
  ...readdirSync(join(root, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];

/** Folders with which a path in a document can begin. `functions/NAME/` and the like match any folder. */
const PATH = /^(?:\.ci|cdktf|docs|emulators|findings|functions|test|tools)\/[\w./-]*$/;
/** Files that a command or a person creates, as the document says. */
const MADE = /(?:^|\/)(?:NAME|cdktf\.out)(?:\/|$)/;

/** The text without code blocks, whose paths may belong to the reader. */
function prose(document: string): string {
  return readFileSync(join(root, document), 'utf8').replaceAll(/^ *```.*?^ *```/gms, '');
}

function missing(paths: readonly string[]): string[] {
  return paths.filter((path) => !existsSync(join(root, path)));
}

test.each(documents)('every path that %s names in backticks exists', (document) => {
  const named = [...prose(document).matchAll(/`([^`\n]+)`/g)].map(([, text = '']) => text);
  expect(missing(named.filter((text) => PATH.test(text) && !MADE.test(text)))).toEqual([]);
});

test.each(documents)('every file that %s links to exists', (document) => {
  const links = [...prose(document).matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)].map(
    ([, target = '']) => target,
  );
  const files = links.filter((target) => !/^[a-z]+:/.test(target));
  expect(missing(files.map((target) => join(dirname(document), target)))).toEqual([]);
});

test('the commands of docs/development.md name tests that exist', () => {
  const development = readFileSync(join(root, 'docs/development.md'), 'utf8');
  const named = [...development.matchAll(/^npm .* -- (test\/\S+)/gm)].map(([, path = '']) => path);
  expect(named.length).toBeGreaterThan(0);
  expect(missing(named)).toEqual([]);
});

test('the map of the code names every folder of it', () => {
  const map = prose('docs/architecture.md');
  const folders = ['functions', 'functions/common', 'tools', 'emulators', 'cdktf', 'test'].flatMap((folder) =>
    readdirSync(join(root, folder), { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && !/^(?:cdktf\.out|\.\w+)$/.test(entry.name))
      .map((entry) => `${folder}/${entry.name}`),
  );
  // Folders of tests that mirror the source need no entry of their own.
  const mirrors = /^test\/(?:submit|extract|save|show|common|tools|emulators|cdktf)$/;
  expect(folders.filter((folder) => !mirrors.test(folder) && !map.includes(folder))).toEqual([]);
});
