/** Posts from JSON lines files, one at a time, so that a file of any size can be read. */
import { createReadStream } from 'node:fs';
import { ExitCode, ExplainedError } from '../functions/common/exit-codes.ts';
import type { SubmittedPost } from '../functions/common/post.ts';
import { readPostRecords } from '../functions/common/post-records.ts';

/**
 * Reads the posts of some files, in order.
 * @param reject told of each line that holds no post, with its place
 * @throws ExplainedError when a file cannot be read
 */
export async function* readPosts(
  files: readonly string[],
  reject: (fault: string) => void,
): AsyncGenerator<SubmittedPost> {
  for (const file of files) {
    const stream = createReadStream(file);
    const records = readPostRecords(stream);
    for (;;) {
      const next = await records.next().catch((error: unknown) => {
        const reason = error instanceof Error ? error.message : String(error);
        throw new ExplainedError(`Cannot read ${file}: ${reason}.`, ExitCode.usage, { cause: error });
      });
      if (next.done) break;
      const record = next.value;
      if ('post' in record) yield record.post;
      else reject(`${file}:${record.line}: ${record.fault}`);
    }
  }
}
