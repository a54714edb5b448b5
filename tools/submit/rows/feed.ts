/** Rows of a feed: an article each. A feed is read whole; it is a page, not an archive. */
import { ExitCode, ExplainedError } from '../../../functions/common/process/exit-codes.ts';
import { inputMessages } from '../messages.ts';
import { parseJsonFeed } from './feed-json.ts';
import { parseXmlFeed } from './feed-xml.ts';
import type { Position, Row } from './row.ts';
import { wholeOf } from './whole.ts';

/** The longest feed that is read, in bytes: some hundred times the usual. */
const MAX_FEED_BYTES = 64_000_000;

/**
 * Reads the articles from a position on, which counts them.
 * @throws ExplainedError with exit code 65 when the text is no feed, or ends before the feed does
 */
export async function* readFeed(
  stream: AsyncIterable<Buffer>,
  name: string,
  from: Position,
): AsyncGenerator<Row> {
  const { bytes, size } = await wholeOf(stream, MAX_FEED_BYTES);
  if (bytes === undefined)
    throw new ExplainedError(inputMessages.longFeed(name, MAX_FEED_BYTES), ExitCode.data);
  const text = bytes.toString('utf8');
  const feed = /^\s*\{/.test(text) ? parseJsonFeed(text) : parseXmlFeed(text);
  if (feed === undefined) throw new ExplainedError(inputMessages.noFeed(name), ExitCode.data);
  const share = Math.ceil(size / Math.max(1, feed.items.length));
  for (const [index, item] of feed.items.entries()) {
    if (index < from.offset) continue;
    const place = `${name}, item ${index + 1}`;
    yield { place, after: { offset: index + 1, line: 0 }, bytes: share, fields: { ...item }, faults: [] };
  }
  if (feed.isCutOff) throw new ExplainedError(inputMessages.cutOffFeed(name), ExitCode.data);
}
