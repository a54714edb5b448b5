/** Submits posts over HTTP, in batches, a few requests at a time. */
import { derivedPostId, publicationId } from '../../functions/common/domain/keys.ts';
import type { SubmittedPost } from '../../functions/common/domain/post.ts';
import { recordId } from '../../functions/common/domain/store/ids.ts';
import { SUBMIT_PATH } from '../../functions/common/domain/submit-endpoint.ts';
import { systemRuntime } from '../../functions/common/process/system-runtime.ts';
import { Interrupted, sendBatch, type Target } from '../../tools/submit/send.ts';

/** Where the answers about each batch go. */
export interface FeedReport {
  /** Called with the ids of their records, and a moment before they were sent, in milliseconds since 1970. */
  readonly accepted: (recordIds: readonly string[], sentAt: number) => void;
  readonly rejected: (faults: readonly string[]) => void;
}

const BATCH = { posts: 100, length: 4_000_000 } as const;
const PARALLEL_REQUESTS = 4;

/**
 * Submits posts and resolves when each has been answered.
 * @param url the submit function's address
 * @param signal aborted when no further batch should be sent
 * @throws ExplainedError when the function keeps refusing whole requests
 */
export async function feed(
  url: string,
  posts: AsyncIterable<SubmittedPost>,
  report: FeedReport,
  signal: AbortSignal,
): Promise<void> {
  const target: Target = {
    url: `${url}${SUBMIT_PATH}`,
    credentials: async () => ({}),
    maxAttempts: 10,
    timeoutMs: 60_000,
    onRetry: () => undefined,
    runtime: systemRuntime,
  };
  const inFlight = new Set<Promise<void>>();
  for await (const batch of batches(posts)) {
    if (signal.aborted) break;
    const request = send(batch, target, report, signal).finally(() => inFlight.delete(request));
    // A failure is thrown below, by whichever wait comes first.
    request.catch(() => undefined);
    inFlight.add(request);
    if (inFlight.size >= PARALLEL_REQUESTS) await Promise.race(inFlight);
  }
  await Promise.all(inFlight);
}

async function send(
  batch: readonly SubmittedPost[],
  target: Target,
  report: FeedReport,
  signal: AbortSignal,
): Promise<void> {
  const sentAt = systemRuntime.clock.now();
  try {
    const { rejected } = await sendBatch(
      batch.map((post) => JSON.stringify(post)),
      target,
      signal,
    );
    const refused = new Set(rejected.map(({ index }) => index));
    report.accepted(batch.filter((_, index) => !refused.has(index)).map(recordIdOf), sentAt);
    report.rejected(
      rejected.map(({ errors }) => errors.map(({ path, message }) => `${path} ${message}`.trim()).join('; ')),
    );
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
  }
}

/** The id of the record that a post has once it is counted. */
export function recordIdOf({ id, publication, content }: SubmittedPost): string {
  return recordId(publicationId(publication), id ?? derivedPostId(publication, content));
}

async function* batches(posts: AsyncIterable<SubmittedPost>): AsyncGenerator<SubmittedPost[]> {
  let batch: SubmittedPost[] = [];
  let length = 0;
  for await (const post of posts) {
    if (batch.length > 0 && (batch.length === BATCH.posts || length + post.content.length > BATCH.length)) {
      yield batch;
      batch = [];
      length = 0;
    }
    batch.push(post);
    length += post.content.length;
  }
  if (batch.length > 0) yield batch;
}
