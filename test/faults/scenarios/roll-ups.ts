/**
 * Scenarios with roll-ups that are killed at each step or run concurrently, and with posts forgotten
 * meanwhile.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { IdentifiedPost } from '../../../functions/common/domain/post.ts';
import { readerDifferences } from '../../support/rollups.ts';
import { type ScenarioOutcome, type ScenarioSetting, withProblems } from '../scenario.ts';
import { openWorld, type World } from '../world.ts';

/** Past days of two months, so that there are days, months and totals to roll up. */
const days = ['2026-08-30', '2026-08-31', '2026-09-01'];

function overPosts({ posts }: ScenarioSetting): IdentifiedPost[] {
  return posts.map((post, index) => ({
    ...post,
    publication: `Paper ${index % 2}`,
    publishedAt: `${days[index % days.length]}T12:00:00Z`,
  }));
}

/**
 * Kills a roll-up after its first commit, the next one after its second, and so on until one completes. Does
 * it first for a normal roll-up, then for a rebuild. After each kill readers must see every count once. Then
 * runs two at once, beside a saver.
 */
export async function rollUpKilled(setting: ScenarioSetting): Promise<ScenarioOutcome> {
  const posts = overPosts(setting);
  const third = Math.ceil(posts.length / 3);
  // Stops the roll-ups of the saver, which would do the work.
  const env = { ROLLUP_INTERVAL_MS: '86400000' };
  await using world = await openWorld(setting);
  await Promise.all([world.start('submit'), world.start('extract'), world.start('save', { env })]);
  const problems: string[] = [];
  for (const [index, args] of [[], ['--rebuild']].entries()) {
    await world.submit(posts.slice(index * third, (index + 1) * third));
    await world.settled();
    const kills = await killEverywhere(world, args, problems);
    setting.say(`rollup ${args.join(' ')} was killed after each of ${kills} commits`);
    // At least the lease twice, a day of the overview, a month and a total.
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

/** Forgets posts while their days are rolled up, with commands that are killed and repeated. */
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
    // Kills at the start of the work and late in it.
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
  // A forgotten post stays forgotten when it is submitted again.
  await world.submit(forgotten);
  await sleep(2_000);
  await world.settled();
  return withProblems(await world.conclude(), [
    ...ends.filter((end) => end !== 0).map((end) => `a command ended with ${end}`),
    ...(kills === 0 ? ['no command was killed'] : []),
  ]);
}
