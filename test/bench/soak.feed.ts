/** A feed that submits posts at a rate and never slows down, whatever happens to the posts. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { SubmittedPost } from '../../functions/common/domain/post.ts';
import { generatePosts } from '../support/posts/generated-posts.ts';

export interface PostFeed {
  readonly done: Promise<void>;
  readonly accepted: () => number;
  /** Requests with another response than 202. */
  readonly refused: () => number;
  /** Changes the rate to this number of posts per second. */
  readonly setRate: (postsPerSecond: number) => void;
}

const REQUEST_MS = 100;
/** The number of different texts. The ids make every post unique. */
const TEXTS = 500;
/**
 * Articles per text, of about 15 KB together. Half an hour of usual posts would not fit into the emulators.
 */
const ARTICLES_A_TEXT = 8;

/**
 * Submits generated posts over HTTP, ten requests a second.
 * @param options.rate the initial posts per second
 * @param options.milliseconds the duration
 */
export function feedAt(
  url: string,
  options: { readonly rate: number; readonly milliseconds: number },
): PostFeed {
  const articles = generatePosts({ seed: 1, count: TEXTS * ARTICLES_A_TEXT });
  const texts = Array.from({ length: TEXTS }, (_, index) => {
    const own = articles.slice(index * ARTICLES_A_TEXT, (index + 1) * ARTICLES_A_TEXT);
    return {
      publication: own[0]?.publication ?? '',
      content: own.map(({ content }) => content).join('\n\n'),
    };
  });
  let { rate } = options;
  let accepted = 0;
  let refused = 0;
  let sent = 0;
  const send = async (posts: readonly SubmittedPost[]): Promise<void> => {
    const answer = await fetch(`${url}/posts`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-ndjson' },
      body: posts.map((post) => JSON.stringify(post)).join('\n'),
    }).catch(() => undefined);
    if (answer?.status !== 202) refused += 1;
    const told = (await answer?.json().catch(() => undefined)) as { accepted?: unknown[] } | undefined;
    accepted += told?.accepted?.length ?? 0;
  };
  const next = (): SubmittedPost => {
    sent += 1;
    return { publication: '', content: '', ...texts[sent % TEXTS], id: `soak-${sent}` };
  };
  const feed = async (): Promise<void> => {
    const endsAt = performance.now() + options.milliseconds;
    const sending = new Set<Promise<void>>();
    let owed = 0;
    for (let dueAt = performance.now(); dueAt < endsAt; dueAt += REQUEST_MS) {
      await sleep(Math.max(0, dueAt - performance.now()));
      owed += (rate * REQUEST_MS) / 1_000;
      const posts = Array.from({ length: Math.floor(owed) }, next);
      owed -= posts.length;
      if (posts.length === 0) continue;
      const request = send(posts).finally(() => sending.delete(request));
      sending.add(request);
    }
    await Promise.all(sending);
  };
  return {
    done: feed(),
    accepted: () => accepted,
    refused: () => refused,
    setRate(postsPerSecond) {
      rate = postsPerSecond;
    },
  };
}
