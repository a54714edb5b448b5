/** Posts from JSON lines files, one at a time, so that a file of any size can be read. */
import type { SubmittedPost } from '../../functions/common/domain/post.ts';
import { ExitCode, ExplainedError } from '../../functions/common/process/exit-codes.ts';
import { checkInputFiles, readPostFiles } from '../../functions/common/process/input-files.ts';

/**
 * Checks, before anything is started for them, that files are there to be read.
 * @throws ExplainedError with exit code 2 for the first that is not, and for tables
 */
export async function checkFiles(files: readonly string[]): Promise<void> {
  const table = files.find((file) => /\.[ct]sv(?:\.gz)?$/i.test(file));
  if (table !== undefined)
    throw new ExplainedError(
      `${table} is a table; this command reads JSON lines. Start the pipeline without it, then: npm run submit -- ${table}`,
      ExitCode.usage,
    );
  await checkInputFiles(files);
}

/**
 * Reads the posts of some files, in order.
 * @param limit the most lines that are read
 * @param reject told of each line that holds no post, with its place
 * @throws ExplainedError when a file cannot be read
 */
export async function* readPosts(
  files: readonly string[],
  limit: number,
  reject: (fault: string) => void,
): AsyncGenerator<SubmittedPost> {
  let records = 0;
  for await (const record of readPostFiles(files)) {
    if (records === limit) return;
    records += 1;
    if ('post' in record) yield record.post;
    else reject(`${record.place}: ${record.fault}`);
  }
}
