/** Roll-ups that are killed at each step and run twice at once, and posts that are forgotten beside them. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { IdentifiedPost } from '../../../functions/common/domain/post.ts';
import { readerDifferences } from '../../support/rollups.ts';
import { type ScenarioOutcome, type ScenarioSetting, withProblems } from '../scenario.ts';
import { openWorld, type World } from '../world.ts';

/** Days of two months that are over, so that there are days, months and totals to roll up. */
const days = ['2026-08-30', '2026-08-31', '2026-09-01'];

function overPosts({ posts }: ScenarioSetting): IdentifiedPost[] {
  return posts.map((post, index) => ({
    ...post,
    publication: `Paper ${index % 2}`,
    publishedAt: `${days[index % days.length]}T12:00:00Z`,
  }));
}

/**
 * A roll-up is killed after its first commit, the next after its second, and so on until one comes to its
 * end: first one that brings roll-ups up to date, then one that makes all of them again. After each kill
 * readers see every count once. Then two run at once, beside a saver.
 */
export async function rollUpKilled(setting: ScenarioSetting): Promise<ScenarioOutcome> {
  const posts = overPosts(setting);
  const third = Math.ceil(posts.length / 3);
  // The saver's own would do the work.
  const env = { ROLLUP_INTERVAL_MS: '86400000' };
  await using world = await openWorld(setting);
  await Promise.all([world.start('submit'), world.start('extract'), world.start('save', { env })]);
  const problems: string[] = [];
  for (const [index, args] of [[], ['--rebuild']].entries()) {
    await world.submit(posts.slice(index * third, (index + 1) * third));
    await world.settled();
    const kills = await killEverywhere(world, args, problems);
    setting.say(`rollup ${args.join(' ')} was killed after each of ${kills} commits`);
    // The lease twice, a day of the overview, a month and a total at least.
    if (kills < (index === 0 ? 4 : 10)) problems.push(`there were ${kills} commits to be killed after`);
  }
  const saving = world.submit(posts.slice(2 * third));
  for (let round = 0; round < (setting.isLong ? 5 : 2); round++) {
    const ends = await Promise.all([1, 2].map(() => world.command('rollup', [])));
    if (ends.some((end) => end !== 0)) problems.push(`two roll-ups at once ended with ${ends.join(' and ')}`);
  }
  await saving;
  await world.settled();
  return withProblems(await world.conclude(), problems);
}

async function killEverywhere(
  { command, firestore }: World,
  args: readonly string[],
  problems: string[],
): Promise<number> {
  for (let commits = 0; commits < 100; commits++) {
    const ended = await command('rollup', args, {
      preload: 'kill-between-commits',
      env: { FAULTS_KILL_AFTER_COMMIT: String(commits) },
    });
    for (const text of await readerDifferences(firestore))
      problems.push(`killed after ${commits} commits: ${text}`);
    if (ended === 0) return commits;
    if (ended !== 'SIGKILL') {
      problems.push(`a roll-up that was to be killed after ${commits} commits ended with ${ended}`);
      return commits;
    }
  }
  return 100;
}

/** Posts are forgotten, by commands that are killed and run again, while their days are rolled up. */
export async function forgetBesideRollUps(setting: ScenarioSetting): Promise<ScenarioOutcome> {
  const posts = overPosts(setting);
  await using world = await openWorld(setting);
  await Promise.all([world.start('submit'), world.start('extract'), world.start('save')]);
  await world.submit(posts);
  await world.settled();
  const forgotten = setting.random.shuffle(posts).slice(0, Math.ceil(posts.length / 3));
  const ending = new AbortController();
  const ends: (number | string)[] = [];
  const rollUps = [1, 2].map(async () => {
    while (!ending.signal.aborted) ends.push(await world.command('rollup', []));
  });
  let kills = 0;
  for (const [publication, own] of Map.groupBy(forgotten, (post) => post.publication)) {
    const args = ['--publication', publication, ...own.map(({ id }) => id)];
    // Killed within its work, and once it has gone a long way.
    for (const killAfterMs of [900, 1_200, 1_800, 2_500].slice(0, setting.isLong ? 4 : 2)) {
      const end = await world.command('forget', args, {
        killAfterMs: killAfterMs + setting.random.whole(0, 500),
      });
      if (end === 'SIGKILL') kills += 1;
      await sleep(100);
    }
    ends.push(await world.command('forget', args));
  }
  ending.abort();
  await Promise.all(rollUps);
  world.noteForgotten(forgotten);
  setting.say(
    `${forgotten.length} posts were forgotten; ${kills} commands were killed; ${ends.length} came to an end`,
  );
  // A forgotten post that is submitted again stays forgotten.
  await world.submit(forgotten);
  await sleep(2_000);
  await world.settled();
  return withProblems(await world.conclude(), [
    ...ends.filter((end) => end !== 0).map((end) => `a command ended with ${end}`),
    ...(kills === 0 ? ['no command was killed'] : []),
  ]);
}
