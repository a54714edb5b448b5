/** Reads inputs as the submit command does, without a process and without sending. */
import { Command } from 'commander';
import type { SubmittedPost } from '../../../functions/common/domain/post.ts';
import { addInputOptions, readInputOptions } from '../../../tools/submit/input-options.ts';
import { createSeenIds } from '../../../tools/submit/posts/seen-ids.ts';
import { createReadingTally } from '../../../tools/submit/posts/tally.ts';
import { readInput } from '../../../tools/submit/read-input.ts';
import { type Position, START } from '../../../tools/submit/rows/row.ts';

export interface ReadPosts {
  readonly posts: readonly SubmittedPost[];
  /** The position after each row, rejected ones included. */
  readonly positions: readonly Position[];
  /** Each with its place, without the folder of the file. */
  readonly rejected: readonly string[];
  /** Sources that could not be read, or have no posts. */
  readonly faults: readonly string[];
  /** Messages before anything is sent. */
  readonly notes: readonly string[];
  /** Messages at the end. */
  readonly said: readonly string[];
}

/**
 * Reads inputs one after the other, as one run.
 * @param args options of the command line
 * @param from the position where each begins
 * @param now the current time, in milliseconds since 1970
 */
export async function readPosts(
  paths: readonly string[],
  args: readonly string[] = [],
  from: Position = START,
  now: number = Date.UTC(2026, 10, 27),
): Promise<ReadPosts> {
  const command = addInputOptions(new Command().exitOverride()).parse([...args], { from: 'user' });
  const options = readInputOptions(command);
  const tally = createReadingTally(() => now);
  const posts: SubmittedPost[] = [];
  const positions: Position[] = [];
  const rejected: string[] = [];
  const faults: string[] = [];
  const notes: string[] = [];
  const seen = createSeenIds();
  for (const path of paths) {
    const context = {
      seen,
      tally,
      note: (line: string) => notes.push(line),
      fault: (message: string) => faults.push(message),
    };
    for await (const { row, prepared } of readInput(path, options, from, context).rows) {
      positions.push(row.after);
      if ('post' in prepared) posts.push(prepared.post);
      else {
        const reasons = prepared.errors.map((fault) => `${fault.path} ${fault.message}`.trim());
        rejected.push(`${row.place.slice(row.place.lastIndexOf('/') + 1)}: ${reasons.join('; ')}`);
      }
    }
  }
  return { posts, positions, rejected, faults, notes, said: tally.describe() };
}
