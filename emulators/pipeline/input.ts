/** Posts from any input that `submit` reads, one at a time, so that a file of any size can be read. */
import { access, constants } from 'node:fs/promises';
import type { SubmittedPost } from '../../functions/common/domain/post.ts';
import { systemRuntime } from '../../functions/common/process/system-runtime.ts';
import { STDIN, unreadable } from '../../tools/submit/bytes/source.ts';
import { createSeenIds } from '../../tools/submit/posts/seen-ids.ts';
import { createReadingTally } from '../../tools/submit/posts/tally.ts';
import { readInput } from '../../tools/submit/read-input.ts';
import type { InputOptions } from '../../tools/submit/read-source.ts';
import { START } from '../../tools/submit/rows/row.ts';

/**
 * Checks that inputs can be read, before anything is started for them.
 * @throws ExplainedError with exit code 2 for the first that is not
 */
export async function checkInputs(inputs: readonly string[]): Promise<void> {
  for (const input of inputs)
    if (input !== STDIN) await access(input, constants.R_OK).catch(unreadable(input));
}

/** Reports to people about the reading. */
export interface InputReport {
  /** Called with lines about how each input is read, and at the end about changes of dates and ids. */
  readonly note: (line: string) => void;
  /** Called for each row that holds no post, and each input that holds none or cannot be read to its end. */
  readonly reject: (fault: string) => void;
}

/**
 * Reads the posts of some inputs, in order.
 * @param limit the most rows that are read
 */
export async function* readPosts(
  inputs: readonly string[],
  options: InputOptions,
  limit: number,
  { note, reject }: InputReport,
): AsyncGenerator<SubmittedPost> {
  const tally = createReadingTally(systemRuntime.clock.now);
  const context = { seen: createSeenIds(), tally, note, fault: reject };
  let count = 0;
  for (const input of inputs) {
    if (count === limit) break;
    for await (const { row, prepared } of readInput(input, options, START, context).rows) {
      count += 1;
      if ('post' in prepared) yield prepared.post;
      else {
        const reasons = prepared.errors.map(({ path, message }) => `${path} ${message}`.trim());
        reject(`${row.place}: ${reasons.join('; ')}`);
      }
      if (count === limit) break;
    }
  }
  for (const line of tally.describe()) note(line);
}
