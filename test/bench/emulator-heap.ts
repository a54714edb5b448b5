/**
 * `npm run bench -- emulator-heap`: the number of articles until the heap of Google's Firestore emulator is
 * full. The emulator keeps every version of every document, so day documents cost more with smaller windows.
 * The posts are the real articles, saved repeatedly under other ids.
 */
import { messageOf } from '../../functions/common/domain/error-message.ts';
import { defineCommand, wholeNumber } from '../../functions/common/process/command-line.ts';
import { systemRuntime } from '../../functions/common/process/system-runtime.ts';
import { startTestEmulators, testEngine } from '../support/emulators.ts';
import { readArticles } from '../support/posts/articles.ts';
import { seededRandom } from '../support/random.ts';
import { openTestStore } from '../support/store.ts';
import { processedOf } from '../support/truth.ts';

interface Options {
  readonly heapMb: number;
  readonly windows: number;
  readonly limit: number;
}

export const command = defineCommand('emulator-heap')
  .description("articles that Google's Firestore emulator takes before its heap is full (TEST_ENGINE=google)")
  .option('--heap-mb <n>', 'its heap in megabytes', wholeNumber(128, 65_536), 512)
  .option('--windows <n>', 'posts of a window', wholeNumber(1, 1_000), 100)
  .option('--limit <n>', 'articles at which it stops', wholeNumber(1_000, 10_000_000), 500_000)
  .action(run);

async function run({ heapMb, windows, limit }: Options): Promise<void> {
  if (testEngine !== 'google') throw new Error("this measures Google's emulator: set TEST_ENGINE=google");
  const articles = readArticles();
  const acceptedAt = new Date(systemRuntime.clock.now()).toISOString();
  const posts = seededRandom(1).shuffle(
    articles.map((article) => {
      const { publishedAt: _, ...post } = processedOf(article, acceptedAt);
      return post;
    }),
  );
  const from = new Date(systemRuntime.clock.now()).toISOString();
  await using emulators = await startTestEmulators({ FIRESTORE_EMULATOR_HEAP_MB: String(heapMb) });
  await using store = await openTestStore(emulators);
  let saved = 0;
  let ended = 'reached the limit';
  try {
    for (let window = 0; saved < limit; window++) {
      const some = Array.from({ length: windows }, (_, index) => {
        const number = window * windows + index;
        const post = posts[number % posts.length];
        if (post === undefined) throw new RangeError('there are no articles');
        return { ...post, postId: `${post.postId}-${number}` };
      });
      await store.save(some);
      saved += windows;
    }
  } catch (error) {
    ended = messageOf(error);
  }
  const result = { node: process.version, from, heapMb, window: windows, saved, ended };
  process.stdout.write(`${saved} articles in windows of ${windows} with a heap of ${heapMb} MB: ${ended}\n`);
  process.stdout.write(`${JSON.stringify(result)}\n`);
}
