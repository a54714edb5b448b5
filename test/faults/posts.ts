/** The posts of a scenario: made from the real articles where they are present, else generated. */
import type { IdentifiedPost, SubmittedPost } from '../../functions/common/domain/post.ts';
import { hasArticles, readArticles } from '../support/posts/articles.ts';
import { generatePosts } from '../support/posts/generated-posts.ts';
import { idOf } from '../support/truth.ts';

/**
 * `count` different posts with their ids.
 * @param options.real whether to use the real articles: each is repeated as often as needed,
 * under another id
 */
export function scenarioPosts(options: {
  readonly seed: number;
  readonly count: number;
  readonly real: boolean;
}): IdentifiedPost[] {
  const submitted = options.real && hasArticles() ? realPosts(options.count) : generatePosts({ ...options });
  // Scenarios change publications and contents. An id in the form of a derived one would then be refused.
  return submitted.map((post) => ({ ...post, id: post.id ?? `sender-${idOf(post)}` }));
}

function realPosts(count: number): SubmittedPost[] {
  const articles = readArticles();
  return Array.from({ length: count }, (_, index) => {
    const article = articles[index % articles.length];
    if (article === undefined) throw new RangeError('the file of real articles is empty');
    return { ...article, id: `${article.id ?? 'article'}-${Math.floor(index / articles.length)}` };
  });
}
