/** Reads the real articles, which are not part of the project. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PostRecord, type SubmittedPost } from '../../../functions/common/domain/post.ts';

/** The folder of the shared data: `../shared/data`, or the one that the variable SHARED_DATA names. */
export const sharedData = process.env.SHARED_DATA ?? join(import.meta.dirname, '../../../../shared/data');

const articlesFile = join(sharedData, 'newswire/articles.jsonl');

/** Whether the newswire articles are on this machine. */
export function hasArticles(): boolean {
  return existsSync(articlesFile);
}

/**
 * Reads the newswire articles as posts.
 * @throws Error that names the missing files and the variable to set
 */
export function readArticles(): SubmittedPost[] {
  let lines: string;
  try {
    lines = readFileSync(articlesFile, 'utf8');
  } catch (error) {
    throw new Error(`The real articles are missing: ${articlesFile}. Put them there, or set SHARED_DATA.`, {
      cause: error,
    });
  }
  return lines
    .trim()
    .split('\n')
    .map((line) => PostRecord.parse(JSON.parse(line)));
}
