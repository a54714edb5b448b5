/** Runs a script of this folder in a process of its own. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';

/** What the script prints when `input` is on its standard input. */
export function runScript(script: string, input: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = execFile(process.execPath, [join(import.meta.dirname, script)], (error, stdout) => {
      if (error) reject(error);
      else resolve(stdout);
    });
    child.stdin?.end(input);
  });
}
