/** A client that retries its posts until submit publishes them. */
import { openPublisher } from '../../functions/common/cloud/publisher.ts';
import type { IdentifiedPost } from '../../functions/common/domain/post.ts';
import { publishPosts } from '../../functions/submit/publish-posts.ts';
import { readyPost } from '../../functions/submit/ready-post.ts';
import type { Clients } from './clients.ts';
import { POISON, places } from './daemons.ts';
import type { PlannedPost } from './plan.ts';
import type { Process, VirtualWorld } from './world.ts';

export interface Sender {
  /** The posts accepted until now. */
  readonly accepted: readonly PlannedPost[];
}

const TIMEOUT_MS = 5_000;

export function createSender(
  world: VirtualWorld,
  clientsOf: (process: Process) => Clients,
  posts: readonly PlannedPost[],
): Sender {
  const submit = world.start('submit');
  const { runtime } = submit;
  const accepted: PlannedPost[] = [];
  const publisher = openPublisher(clientsOf(submit).pubsub, places.topics.posts.name, {
    timeoutMs: TIMEOUT_MS,
    maxDelayMs: 10,
    runtime,
  });
  const send = async (planned: PlannedPost): Promise<void> => {
    const { id, publication, publishedAt } = planned;
    const content = planned.isPoison ? POISON : planned.content;
    const post: IdentifiedPost = { id, publication, publishedAt, content };
    for (;;) {
      const { outcomes } = await publishPosts(publisher, [{ index: 0, post: readyPost(post) }], {
        timeoutMs: TIMEOUT_MS,
        sender: undefined,
        trace: { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), sampled: false },
        runtime,
      });
      if (outcomes[0]?.status === 'accepted') break;
    }
    accepted.push({ ...planned, content });
  };
  for (const post of posts) world.after(post.at, () => void send(post), submit);
  return { accepted };
}
