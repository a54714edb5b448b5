/** The real articles, which are not part of the project. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SubmittedPost } from '../../../functions/common/domain/post.ts';

/** The folder of the shared data: `../shared/data`, or what the environment variable SHARED_DATA names. */
export const sharedData = process.env.SHARED_DATA ?? join(import.meta.dirname, '../../../../shared/data');

/**
 * Reads the newswire articles as posts.
 * @throws Error that says what is missing and what to set
 */
export function readArticles(): SubmittedPost[] {
  const file = join(sharedData, 'newswire/articles.jsonl');
  let lines: string;
  try {
    lines = readFileSync(file, 'utf8');
  } catch (error) {
    throw new Error(`The real articles are missing: ${file}. Put them there, or set SHARED_DATA.`, {
      cause: error,
    });
  }
  return lines
    .trim()
    .split('\n')
    .map((line) => {
      const { id, publication, content } = JSON.parse(line) as SubmittedPost & { id: string };
      return { id, publication, content };
    });
}
