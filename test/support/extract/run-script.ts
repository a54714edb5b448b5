/** Runs a script of this folder as a separate process. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';

/** The output of the script with `input` on its standard input. */
export function runScript(script: string, input: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = execFile(process.execPath, [join(import.meta.dirname, script)], (error, stdout) => {
      if (error) reject(error);
      else resolve(stdout);
    });
    child.stdin?.end(input);
  });
}
