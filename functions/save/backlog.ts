/**
 * What waits to be saved, by publication. Pure bookkeeping: it decides which posts go into the next batch; nothing is sent here.
 *
 * A publication whose posts are being committed is passed over, so that no two commits write to one publication at once (they
 * would wait for each other's locks), and so that what arrives meanwhile is merged into its next commit. A post that arrives again while
 * it is here joins the one that waits.
 */

import type { Delivery } from '../common/cloud/subscriber.ts';
import { publicationId } from '../common/domain/keys.ts';
import type { ProcessedPost } from '../common/domain/post.ts';

/** A post on its way to Firestore, with every delivery of it: all are acked together. */
export interface Entry {
  readonly post: ProcessedPost;
  readonly publicationId: string;
  readonly deliveries: Delivery[];
  readonly bytes: number;
  /** When it arrived, on the caller's clock, in milliseconds. */
  readonly arrivedAt: number;
}

export interface BatchLimits {
  /** Posts that make a batch full, at least 1. */
  readonly maxPosts: number;
  /** Bytes of messages that make a batch full. */
  readonly maxBytes: number;
  /** The longest a post waits for others, in milliseconds. */
  readonly maxDelayMs: number;
}

export interface Backlog {
  /** @returns whether the post is new here; false when it joined the one that is */
  readonly add: (post: ProcessedPost, delivery: Delivery, now: number) => boolean;
  /**
   * The posts to save next; empty when nothing is due. Their publications are busy from now on.
   * @param everything take what is there without waiting for more
   */
  readonly take: (now: number, everything: boolean) => Entry[];
  /** These entries are done with, one way or the other. */
  readonly release: (entries: readonly Entry[]) => void;
  /** Milliseconds until something that may be taken is due; undefined when there is nothing. */
  readonly dueIn: (now: number) => number | undefined;
  /** Whether so much waits that `take` is worth a call before the time. */
  readonly isFull: () => boolean;
  /** Posts that wait or are being saved. */
  readonly size: () => number;
}

/** The waiting posts of one publication, oldest first. */
interface Queue {
  readonly publicationId: string;
  entries: Entry[];
  bytes: number;
}

export function createBacklog(limits: BatchLimits): Backlog {
  const entries = new Map<string, Entry>();
  const waiting = new Map<string, Queue>();
  /** How many of a publication's posts are being saved. */
  const busy = new Map<string, number>();
  let waitingPosts = 0;
  let waitingBytes = 0;

  /** What may be taken, the publication that has waited longest first. */
  const free = (): Queue[] =>
    [...waiting.values()]
      .filter(({ publicationId }) => !busy.has(publicationId))
      .sort((a, b) => arrivalOf(a) - arrivalOf(b));

  return {
    add(post, delivery, now) {
      const known = entries.get(post.postId);
      if (known !== undefined) {
        known.deliveries.push(delivery);
        return false;
      }
      const id = publicationId(post.publication);
      const bytes = delivery.data.length;
      const entry = { post, publicationId: id, deliveries: [delivery], bytes, arrivedAt: now };
      entries.set(post.postId, entry);
      const queue = waiting.get(id) ?? { publicationId: id, entries: [], bytes: 0 };
      waiting.set(id, queue);
      queue.entries.push(entry);
      queue.bytes += bytes;
      waitingPosts += 1;
      waitingBytes += bytes;
      return true;
    },
    take(now, everything) {
      const queues = free();
      const [oldest] = queues;
      if (oldest === undefined) return [];
      const due =
        everything ||
        now - arrivalOf(oldest) >= limits.maxDelayMs ||
        queues.reduce((sum, queue) => sum + queue.entries.length, 0) >= limits.maxPosts ||
        queues.reduce((sum, queue) => sum + queue.bytes, 0) >= limits.maxBytes;
      if (!due) return [];
      const taken: Entry[] = [];
      let takenBytes = 0;
      for (const queue of queues) {
        if (taken.length >= limits.maxPosts || takenBytes >= limits.maxBytes) break;
        let count = 0;
        for (const entry of queue.entries) {
          if (taken.length >= limits.maxPosts || takenBytes >= limits.maxBytes) break;
          taken.push(entry);
          takenBytes += entry.bytes;
          queue.bytes -= entry.bytes;
          count += 1;
        }
        queue.entries = queue.entries.slice(count);
        busy.set(queue.publicationId, count);
        if (queue.entries.length === 0) waiting.delete(queue.publicationId);
      }
      waitingPosts -= taken.length;
      waitingBytes -= takenBytes;
      return taken;
    },
    release(done) {
      for (const { post, publicationId } of done) {
        entries.delete(post.postId);
        const left = (busy.get(publicationId) ?? 1) - 1;
        if (left === 0) busy.delete(publicationId);
        else busy.set(publicationId, left);
      }
    },
    dueIn(now) {
      const [oldest] = free();
      return oldest && Math.max(0, arrivalOf(oldest) + limits.maxDelayMs - now);
    },
    isFull: () => waitingPosts >= limits.maxPosts || waitingBytes >= limits.maxBytes,
    size: () => entries.size,
  };
}

function arrivalOf(queue: Queue): number {
  return queue.entries[0]?.arrivedAt ?? Number.POSITIVE_INFINITY;
}
