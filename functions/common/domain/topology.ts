/**
 * The topology: every topic and subscription of the pipeline, declared once. The emulators create it, the
 * cloud stack provisions it, and the stages read their names from it. So local and cloud cannot drift apart.
 */

export interface Topic {
  readonly name: string;
  /**
   * How long Pub/Sub keeps published messages so that a subscription can seek back, in seconds (600 to
   * 2,678,400).
   */
  readonly retentionSeconds?: number;
}

export interface Subscription {
  readonly name: string;
  readonly topic: string;
  /** How long a delivery may stay unacknowledged before redelivery, in seconds (10 to 600). */
  readonly ackDeadlineSeconds: number;
  /** How long an unacknowledged message is kept, in seconds (600 to 2,678,400). */
  readonly retentionSeconds: number;
  /** Back-off between a nack and the redelivery, in seconds (0 to 600). */
  readonly retry?: { readonly minimumSeconds: number; readonly maximumSeconds: number };
  /** The topic for a message that still fails after this number of delivery attempts (5 to 100). */
  readonly deadLetter?: { readonly topic: string; readonly maxDeliveryAttempts: number };
}

export interface Topology {
  readonly topics: {
    readonly posts: Topic;
    readonly processedPosts: Topic;
    readonly postsDeadLetter: Topic;
    readonly processedPostsDeadLetter: Topic;
  };
  readonly subscriptions: {
    readonly extract: Subscription;
    readonly save: Subscription;
    readonly postsDeadLetter: Subscription;
    readonly processedPostsDeadLetter: Subscription;
  };
}

const DAY = 24 * 60 * 60;

/**
 * The topology of one deployment.
 * @param prefix put before every name, with a hyphen, so that several deployments can share a project; none
 *   by default
 */
export function topology(prefix = ''): Topology {
  const named = (name: string): string => (prefix === '' ? name : `${prefix}-${name}`);
  const posts = { name: named('posts'), retentionSeconds: 7 * DAY };
  const processedPosts = { name: named('processed-posts') };
  const postsDeadLetter = { name: named('posts-dead-letter') };
  const processedPostsDeadLetter = { name: named('processed-posts-dead-letter') };
  const working = {
    // The client library extends the lease of a message in flight. This deadline only bounds how long a crash
    // delays redelivery.
    ackDeadlineSeconds: 60,
    retentionSeconds: 7 * DAY,
    retry: { minimumSeconds: 1, maximumSeconds: 60 },
  } as const;
  // A dead letter waits for a person: as long as Pub/Sub allows.
  const parked = { ackDeadlineSeconds: 60, retentionSeconds: 31 * DAY } as const;
  // A daemon that drains nacks what it has not started, and each nack is an attempt: 5, the least Pub/Sub
  // takes, would let a few restarts in a row condemn a good post.
  const maxDeliveryAttempts = 20;
  return {
    topics: { posts, processedPosts, postsDeadLetter, processedPostsDeadLetter },
    subscriptions: {
      extract: {
        name: named('posts-extract'),
        topic: posts.name,
        ...working,
        deadLetter: { topic: postsDeadLetter.name, maxDeliveryAttempts },
      },
      save: {
        name: named('processed-posts-save'),
        topic: processedPosts.name,
        ...working,
        deadLetter: { topic: processedPostsDeadLetter.name, maxDeliveryAttempts },
      },
      postsDeadLetter: { name: postsDeadLetter.name, topic: postsDeadLetter.name, ...parked },
      processedPostsDeadLetter: {
        name: processedPostsDeadLetter.name,
        topic: processedPostsDeadLetter.name,
        ...parked,
      },
    },
  };
}
