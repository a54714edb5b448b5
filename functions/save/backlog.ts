/**
 * The articles that wait to be saved, oldest first. Pure bookkeeping: it decides which articles go into the
 * next batch, and sends nothing.
 *
 * A post that arrives again while it waits or is in flight joins its first delivery. A post with the same id
 * and another content waits until the first is done. Then it finds the record of the first and is recognised
 * as changed.
 */
import type { Delivery } from '../common/cloud/subscriber.ts';
import type { Article } from './article.ts';

/** An article on its way to Firestore, with every delivery of it: all are settled together. */
export interface Entry {
  readonly article: Article;
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
  /** @returns whether the article is new here; false when it joined the one that is */
  readonly add: (article: Article, delivery: Delivery, now: number) => boolean;
  /**
   * The articles to save next; empty when nothing is due.
   * @param everything take all articles without waiting for more
   */
  readonly take: (now: number, everything: boolean) => Entry[];
  /** These entries are done with, one way or the other. */
  readonly release: (entries: Iterable<Entry>) => void;
  /** Milliseconds until something is due; undefined when nothing waits. */
  readonly dueIn: (now: number) => number | undefined;
  /** Whether a batch is full, so that `take` gives articles before their wait is over. */
  readonly isFull: () => boolean;
  /** Articles that wait or are being saved. */
  readonly size: () => number;
}

export function createBacklog(limits: BatchLimits): Backlog {
  /** By record id: the articles that wait or are being saved. */
  const entries = new Map<string, Entry>();
  /** By record id: what waits until the entry of that id is done. */
  const behind = new Map<string, Entry[]>();
  let waiting: Entry[] = [];
  let waitingBytes = 0;

  const isFull = (): boolean => waiting.length >= limits.maxPosts || waitingBytes >= limits.maxBytes;
  const enter = (entry: Entry): void => {
    entries.set(entry.article.recordId, entry);
    waiting.push(entry);
    waitingBytes += entry.bytes;
  };

  return {
    add(article, delivery, now) {
      const { recordId, contentHash } = article;
      const known = entries.get(recordId);
      const later = behind.get(recordId) ?? [];
      const same = [known, ...later].find((entry) => entry?.article.contentHash === contentHash);
      if (same !== undefined) {
        same.deliveries.push(delivery);
        return false;
      }
      const entry = { article, deliveries: [delivery], bytes: delivery.data.length, arrivedAt: now };
      if (known === undefined) enter(entry);
      else behind.set(recordId, [...later, entry]);
      return true;
    },
    take(now, everything) {
      const [oldest] = waiting;
      if (oldest === undefined) return [];
      if (!everything && !isFull() && now - oldest.arrivedAt < limits.maxDelayMs) return [];
      let bytes = 0;
      let count = 0;
      for (const entry of waiting) {
        if (count >= limits.maxPosts || bytes >= limits.maxBytes) break;
        bytes += entry.bytes;
        count += 1;
      }
      const taken = waiting.slice(0, count);
      waiting = waiting.slice(count);
      waitingBytes -= bytes;
      return taken;
    },
    release(done) {
      for (const { article } of done) {
        const { recordId } = article;
        entries.delete(recordId);
        const [next, ...rest] = behind.get(recordId) ?? [];
        if (rest.length === 0) behind.delete(recordId);
        else behind.set(recordId, rest);
        if (next !== undefined) enter(next);
      }
    },
    dueIn(now) {
      const [oldest] = waiting;
      return oldest && Math.max(0, oldest.arrivedAt + limits.maxDelayMs - now);
    },
    isFull,
    size: () => entries.size,
  };
}
