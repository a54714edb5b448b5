/** Posts from JSON lines files, one at a time, so that a file of any size can be read. */
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { ExitCode, ExplainedError } from '../functions/common/exit-codes.ts';
import { faultsOf, PostRecord, type SubmittedPost } from '../functions/common/post.ts';

export type InputRecord =
  | { readonly post: SubmittedPost }
  /** A line that is no post: where it stands and why. */
  | { readonly fault: string };

/**
 * Reads the posts of some files, in order. Fields that are not a post's are ignored, blank lines passed over.
 * @throws ExplainedError when a file cannot be read
 */
export async function* readPosts(files: readonly string[]): AsyncGenerator<InputRecord> {
  for (const file of files) {
    const stream = createReadStream(file, 'utf8');
    const lines = createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY });
    let number = 0;
    try {
      for await (const line of lines) {
        number += 1;
        if (line.trim() !== '') yield recordOf(line, `${file}:${number}`);
      }
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new ExplainedError(`Cannot read ${file}: ${reason}.`, ExitCode.usage, { cause: error });
    }
  }
}

function recordOf(line: string, place: string): InputRecord {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (error) {
    return { fault: `${place}: not JSON: ${error instanceof Error ? error.message : error}` };
  }
  const result = PostRecord.safeParse(value);
  if (result.success) return { post: result.data };
  const faults = faultsOf(result.error).map(({ path, message }) => `${path} ${message}`.trim());
  return { fault: `${place}: ${faults.join('; ')}` };
}
