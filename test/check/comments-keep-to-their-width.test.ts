import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');
const FOLDERS = ['functions', 'tools', 'emulators', 'cdktf', 'test', 'docs'];
const WIDTH = 110;
const COMMENT = /^\s*(?:\*|\/\/|\/\*)/;

/** The comment lines that are too wide. A line with a long URL cannot be broken. */
function tooWide(source: string): string[] {
  return source
    .split('\n')
    .filter((line) => line.length > WIDTH && COMMENT.test(line) && !/https?:\/\/\S{30}/.test(line));
}

test('a comment is at most 110 columns wide', async () => {
  const wide: string[] = [];
  for (const folder of FOLDERS) {
    const files = await readdir(join(root, folder), { recursive: true });
    for (const file of files.filter((name) => name.endsWith('.ts') && !name.includes('cdktf.out'))) {
      const lines = tooWide(await readFile(join(root, folder, file), 'utf8'));
      wide.push(...lines.map((line) => `${folder}/${file}: ${line.trim()}`));
    }
  }
  expect(wide).toEqual([]);
});

test('the check finds a wide comment, and ignores wide code and long URLs', () => {
  const long = 'x'.repeat(WIDTH);
  expect(tooWide(`// ${long}\n  * ${long}\n/** ${long} */`)).toHaveLength(3);
  expect(tooWide(`const text = '${long}';\n// see https://example.org/${long}`)).toEqual([]);
});
