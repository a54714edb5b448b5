/** Submits posts over HTTP, in batches, a few requests at a time. */
import { setTimeout as sleep } from 'node:timers/promises';
import { ExitCode, ExplainedError } from '../functions/common/exit-codes.ts';
import type { SubmittedPost } from '../functions/common/post.ts';

/** Where the answers about each batch go. */
export interface FeedReport {
  readonly accepted: (ids: readonly string[]) => void;
  readonly rejected: (faults: readonly string[]) => void;
}

const BATCH = { posts: 100, length: 4_000_000 } as const;
const PARALLEL_REQUESTS = 4;
const ATTEMPTS = 8;

interface BatchAnswer {
  readonly accepted: readonly { readonly index: number; readonly id: string }[];
  readonly rejected: readonly {
    readonly index: number;
    readonly errors: readonly { path: string; message: string }[];
    readonly retry?: true;
  }[];
}

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
  const inFlight = new Set<Promise<void>>();
  for await (const batch of batches(posts)) {
    if (signal.aborted) break;
    const request = sendBatch(url, batch, report).finally(() => inFlight.delete(request));
    // A failure is thrown below, by whichever wait comes first.
    request.catch(() => undefined);
    inFlight.add(request);
    if (inFlight.size >= PARALLEL_REQUESTS) await Promise.race(inFlight);
  }
  await Promise.all(inFlight);
}

async function* batches(posts: AsyncIterable<SubmittedPost>): AsyncGenerator<string[]> {
  let lines: string[] = [];
  let length = 0;
  for await (const post of posts) {
    const line = JSON.stringify(post);
    if (lines.length > 0 && (lines.length === BATCH.posts || length + line.length > BATCH.length)) {
      yield lines;
      lines = [];
      length = 0;
    }
    lines.push(line);
    length += line.length;
  }
  if (lines.length > 0) yield lines;
}

async function sendBatch(url: string, lines: readonly string[], report: FeedReport): Promise<void> {
  let left = lines;
  let problem = '';
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const response = await fetch(`${url}/posts`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-ndjson' },
      body: left.join('\n'),
    }).catch((error: unknown) => String(error));
    if (typeof response === 'string') {
      problem = response;
    } else {
      const answer = (await response.json()) as Partial<BatchAnswer>;
      problem = `${response.status} ${JSON.stringify(answer).slice(0, 300)}`;
      if (answer.accepted !== undefined && answer.rejected !== undefined) {
        report.accepted(answer.accepted.map(({ id }) => id));
        const final = answer.rejected.filter(({ retry }) => !retry);
        report.rejected(
          final.flatMap(({ errors }) => errors.map(({ path, message }) => `${path} ${message}`.trim())),
        );
        const again = answer.rejected.filter(({ retry }) => retry).map(({ index }) => left[index] ?? '');
        if (again.length === 0) return;
        left = again;
      } else if (response.status !== 503 && response.status !== 429) break;
    }
    await sleep(Math.random() * 250 * 2 ** attempt);
  }
  throw new ExplainedError(`The submit function does not accept posts: ${problem}`, ExitCode.unavailable);
}
