/** Scenarios with days: posts at midnight, old posts, and a saver killed between the days of a batch. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { IdentifiedPost } from '../../../functions/common/domain/post.ts';
import { type ScenarioOutcome, type ScenarioSetting, withProblems } from '../scenario.ts';
import { openWorld, type World } from '../world.ts';

const DAY_MS = 86_400_000;
/** Enough for submit to start on a busy machine. */
const BEFORE_MIDNIGHT_MS = 12_000;

/**
 * Posts without a date arrive from seconds before to seconds after midnight. Others have dates of last year,
 * or implausible ones.
 */
export async function midnight(setting: ScenarioSetting): Promise<ScenarioOutcome> {
  const { posts, random } = setting;
  const undated = posts.map(({ publishedAt: _, ...post }): IdentifiedPost => post);
  const half = undated.length >> 1;
  const dated = undated
    .slice(half)
    .map((post, index): IdentifiedPost => ({ ...post, publishedAt: oddDates()[index % oddDates().length] }));
  await using world = await openWorld(setting);
  const startedAt = performance.now();
  const now = Date.now();
  const ahead = Math.ceil(now / DAY_MS) * DAY_MS - BEFORE_MIDNIGHT_MS - now;
  await Promise.all([
    // Only the clock of submit decides the time of acceptance.
    world.start('submit', { preload: 'clock', env: { FAULTS_CLOCK: `0:${ahead}` } }),
    world.start('extract'),
    world.start('save', { env: { SAVE_MAX_DELAY_MS: '200' } }),
  ]);
  const early = Math.max(0, BEFORE_MIDNIGHT_MS - (performance.now() - startedAt) - 3_000);
  await sleep(early);
  const arriving = random.shuffle([...undated.slice(0, half), ...dated]);
  const groups = 24;
  const size = Math.ceil(arriving.length / groups);
  for (let group = 0; group < groups; group++) {
    await world.submit(arriving.slice(group * size, (group + 1) * size));
    await sleep(250);
  }
  await world.settled();
  const days = await daysOf(world);
  const outcome = await world.conclude();
  const acceptance = [0, 1].map((next) =>
    dayOf(now + ahead + BEFORE_MIDNIGHT_MS - DAY_MS / 2 + next * DAY_MS),
  );
  setting.say(`days: ${days.join(', ')}`);
  return withProblems(
    outcome,
    acceptance.filter((day) => !days.includes(day)).map((day) => `no post was counted on ${day}`),
  );
}

/** Dates around the ends of days and years, and around the limits of plausible dates. */
function oddDates(): string[] {
  const year = new Date().getUTCFullYear() - 1;
  const soon = (hours: number): string => new Date(Date.now() + hours * 3_600_000).toISOString();
  return [
    `${year}-11-03T23:59:59.999Z`,
    `${year}-11-04T00:00:00Z`,
    `${year}-11-03T23:30:00-05:00`,
    `${year}-12-31T23:59:60Z`,
    '1799-12-31T23:59:59Z',
    '1800-01-01T00:00:00Z',
    '0001-01-01T00:00:00Z',
    soon(12),
    soon(200),
  ];
}

/** Kills the saver with -9 when some days of a batch are counted and others are not. */
export async function killBetweenDays(setting: ScenarioSetting): Promise<ScenarioOutcome> {
  const days = Array.from({ length: 6 }, (_, index) => dayOf(Date.now() - index * DAY_MS));
  const posts = setting.posts.map(
    (post, index): IdentifiedPost => ({
      ...post,
      publication: `Paper ${index % 2}`,
      publishedAt: `${days[index % days.length]}T00:00:00Z`,
    }),
  );
  const kills = setting.isLong ? 6 : 3;
  await using world = await openWorld(setting);
  const [, , save] = await Promise.all([
    world.start('submit'),
    world.start('extract'),
    world.start('save', {
      preload: 'kill-after-commit',
      envOf: (life): Record<string, string> =>
        life <= kills ? { FAULTS_KILL_AFTER_COMMIT: String(1 + (life % 3)) } : {},
      // One batch, whose commits hold a day or two each and run one after the other.
      env: { SAVE_MAX_DELAY_MS: '3000', SAVE_PARALLEL_COMMITS: '1', SAVE_COMMIT_MAX_WRITES: '12' },
    }),
  ]);
  await world.submit(posts);
  const stops: string[] = [];
  const problems: string[] = [];
  for (let life = 1; life <= kills; life++) {
    while (save.lives() === life && (await world.pending()) > 0) await sleep(50);
    const pending = await world.pending();
    stops.push(`${posts.length - pending} of ${posts.length}`);
    if (pending === 0 || pending === posts.length) problems.push('the saver did not end within a batch');
  }
  setting.say(`the saver was killed with ${stops.join(', then ')} posts counted`);
  await world.settled();
  return withProblems(await world.conclude(), problems);
}

/** Submits a few posts at a time, so that no single pull takes all. */
async function submitInWaves(world: World, posts: readonly IdentifiedPost[]): Promise<void> {
  const size = 5;
  for (let from = 0; from < posts.length; from += size) {
    await world.submit(posts.slice(from, from + size));
    await sleep(100);
  }
}

/** Two savers count posts of one publication at the same time. */
export async function twoSavers(setting: ScenarioSetting): Promise<ScenarioOutcome> {
  const posts = setting.posts.map((post): IdentifiedPost => ({ ...post, publication: 'One Paper' }));
  await using world = await openWorld(setting);
  // Each saver has few posts in flight, so that the other receives some too.
  const env = { SAVE_MAX_DELAY_MS: '100', SAVE_MAX_POSTS: '2', SAVE_PARALLEL_COMMITS: '1' };
  const [, , first] = await Promise.all([
    world.start('submit'),
    world.start('extract'),
    world.start('save', { env }),
  ]);
  const third = Math.ceil(posts.length / 3);
  await submitInWaves(world, posts.slice(0, third));
  await world.settled();
  // The first saver has counted these posts. The second receives the posts that arrive while the first
  // restarts. Both share the rest.
  await world.start('save', { env });
  first.kill();
  await submitInWaves(world, posts.slice(third, 2 * third));
  await submitInWaves(world, posts.slice(2 * third));
  // Submits all posts again, so that each saver receives posts that the other has counted.
  await world.submit([...posts, ...posts]);
  await world.settled();
  const documents = await world.firestore.collection('days').where('publication', '==', 'one paper').get();
  const writers = new Set(documents.docs.map(({ id }) => /~([^~]+)-\w+$/.exec(id)?.[1]));
  setting.say(`${documents.size} documents by ${writers.size} writers`);
  return withProblems(
    await world.conclude(),
    writers.size >= 2 ? [] : ['only one saver counted posts of the publication'],
  );
}

async function daysOf({ firestore }: World): Promise<string[]> {
  const { docs } = await firestore.collection('days').select('day').get();
  return [...new Set(docs.map((document): string => document.get('day')))].toSorted();
}

function dayOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}
