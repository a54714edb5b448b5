/** Reads the lines of the project's TypeScript, for checks of its words. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');
/** The start of a line that belongs to a comment. */
export const COMMENT = /^\s*(?:\*|\/\/|\/\*)/;

/**
 * The lines that a check picks out of each file in some folders, each with the name of its file.
 * @param pick gets the text of a file and returns the lines that are wrong
 */
export async function linesOfSources(
  folders: readonly string[],
  pick: (source: string) => readonly string[],
): Promise<string[]> {
  const found: string[] = [];
  for (const folder of folders) {
    const files = await readdir(join(root, folder), { recursive: true });
    for (const file of files.filter((name) => name.endsWith('.ts') && !name.includes('cdktf.out'))) {
      const lines = pick(await readFile(join(root, folder, file), 'utf8'));
      found.push(...lines.map((line) => `${folder}/${file}: ${line.trim()}`));
    }
  }
  return found;
}
