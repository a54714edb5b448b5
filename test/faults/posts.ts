/** The posts of a scenario: made from the real articles where they are, generated ones elsewhere. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { derivedPostId } from '../../functions/common/domain/keys.ts';
import { type Post, PostRecord, type SubmittedPost } from '../../functions/common/domain/post.ts';
import { generatePosts } from '../support/posts/generated-posts.ts';

const shared = process.env.SHARED_DATA ?? fileURLToPath(new URL('../../../shared/data', import.meta.url));
const articles = join(shared, 'newswire', 'articles.jsonl');

/**
 * So many different posts, with their ids.
 * @param options.real whether to make them from the real articles: each article is used as often as needed, under another id
 */
export function scenarioPosts(options: {
  readonly seed: number;
  readonly count: number;
  readonly real: boolean;
}): Post[] {
  const submitted =
    options.real && existsSync(articles) ? realPosts(options.count) : generatePosts({ ...options });
  return submitted.map((post) => ({ ...post, id: post.id ?? derivedPostId(post.publication, post.content) }));
}

function realPosts(count: number): SubmittedPost[] {
  const lines = readFileSync(articles, 'utf8')
    .split('\n')
    .filter((line) => line !== '');
  return Array.from({ length: count }, (_, index) => {
    const post = PostRecord.parse(JSON.parse(lines[index % lines.length] ?? ''));
    return { ...post, id: `${post.id ?? 'article'}-${Math.floor(index / lines.length)}` };
  });
}
