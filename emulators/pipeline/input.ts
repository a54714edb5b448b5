/** Posts from JSON lines files, one at a time, so that a file of any size can be read. */
import { createReadStream } from 'node:fs';
import { access, constants } from 'node:fs/promises';
import type { SubmittedPost } from '../../functions/common/domain/post.ts';
import { readPostRecords } from '../../functions/common/domain/post-records.ts';
import { ExitCode, ExplainedError } from '../../functions/common/process/exit-codes.ts';

/**
 * Checks, before anything is started for them, that files are there to be read.
 * @throws ExplainedError for the first that is not, and for tables
 */
export async function checkFiles(files: readonly string[]): Promise<void> {
  const table = files.find((file) => /\.[ct]sv(?:\.gz)?$/i.test(file));
  if (table !== undefined)
    throw new ExplainedError(
      `${table} is a table; --input takes JSON lines. Start the pipeline without it, then: npm run submit -- ${table}`,
      ExitCode.usage,
    );
  for (const file of files) await access(file, constants.R_OK).catch(unreadable(file));
}

function unreadable(file: string): (error: unknown) => never {
  return (error) => {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ExplainedError(`Cannot read ${file}: ${reason}.`, ExitCode.usage, { cause: error });
  };
}

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
      const next = await records.next().catch(unreadable(file));
      if (next.done) break;
      const record = next.value;
      if ('post' in record) yield record.post;
      else reject(`${file}:${record.line}: ${record.fault}`);
    }
  }
}
