/** Scenarios that kill processes: of the pool, the extract daemon, the saver. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { SubmittedPost } from '../../../functions/common/domain/post.ts';
import { type ScenarioOutcome, type ScenarioSetting, withProblems } from '../scenario.ts';
import type { Supervised } from '../supervised.ts';
import { openWorld, type World } from '../world.ts';

/**
 * Kills a pool process with -9 every 300 ms. No text may be given up because it was in that process. The
 * kills end, because on a slow machine a process takes longer to start than it lives.
 */
export async function killPool(setting: ScenarioSetting): Promise<ScenarioOutcome> {
  await using world = await openWorld(setting);
  const [, extract] = await Promise.all([
    world.start('submit'),
    world.start('extract', { env: { POOL_SIZE: '2' } }),
    world.start('save'),
  ]);
  await world.submit(setting.posts);
  let killed = 0;
  await world.whilePending(
    () => 300,
    () => {
      const pool = extract.pool();
      if (pool.length === 0) return;
      process.kill(setting.random.pick(pool), 'SIGKILL');
      killed += 1;
    },
    setting.isLong ? 400 : 60,
  );
  setting.say(`killed ${killed} pool processes`);
  await world.settled();
  const outcome = await world.conclude();
  const condemned = world.deadLetters.letters.length;
  return withProblems(outcome, [
    ...(condemned > 0 ? [`${condemned} innocent posts in dead letters`] : []),
    ...(killed === 0 ? ['no pool process was killed'] : []),
  ]);
}

/**
 * Kills the extract daemon with -9 at random times while it works: five times, or three in the short form.
 * Each kill costs the expiry of leases.
 */
export async function killExtract(setting: ScenarioSetting): Promise<ScenarioOutcome> {
  await using world = await openWorld(setting);
  const [, extract] = await Promise.all([world.start('submit'), world.start('extract'), world.start('save')]);
  const kills = setting.isLong ? 5 : 3;
  await killBetweenPortions(world, setting, extract, kills, setting.posts);
  await world.settled();
  return expectLives(await world.conclude(), extract, kills + 1);
}

/** Kills the saver with -9 between a commit and its acks in its first lives, then at random times. */
export async function killSave(setting: ScenarioSetting): Promise<ScenarioOutcome> {
  await using world = await openWorld(setting);
  const failing = setting.isLong ? 3 : 2;
  const [, , save] = await Promise.all([
    world.start('submit'),
    world.start('extract'),
    world.start('save', {
      preload: 'kill-after-commit',
      envOf: (life): Record<string, string> =>
        life <= failing ? { FAULTS_KILL_AFTER_COMMIT: String(setting.random.whole(1, 3)) } : {},
      // Small commits, few at a time, so that every life has some.
      env: { SAVE_MAX_DELAY_MS: '100', SAVE_MAX_POSTS: '5', SAVE_PARALLEL_COMMITS: '2' },
    }),
  ]);
  const half = setting.posts.length >> 1;
  await world.submit(setting.posts.slice(0, half));
  while (save.lives() <= failing && (await world.pending()) > 0) await sleep(200);
  setting.say(`the saver ended ${save.lives() - 1} times between commit and ack`);
  const kills = setting.isLong ? 4 : 1;
  await killBetweenPortions(world, setting, save, kills, setting.posts.slice(half));
  await world.settled();
  return expectLives(await world.conclude(), save, failing + kills + 1);
}

/** Submits posts in portions. Kills a process at a random time after each portion but the last. */
async function killBetweenPortions(
  world: World,
  { random, say }: ScenarioSetting,
  victim: Supervised,
  kills: number,
  posts: readonly SubmittedPost[],
): Promise<void> {
  const size = Math.ceil(posts.length / (kills + 1));
  for (let done = 0; done <= kills; done++) {
    const lives = victim.lives();
    await world.submit(posts.slice(done * size, (done + 1) * size));
    if (done === kills) break;
    await sleep(random.whole(50, 1_500));
    say(`killing ${victim.stage} with ${await world.pending()} posts on their way`);
    victim.kill();
    while (victim.lives() === lives) await sleep(50);
  }
}

/** Reports a process that was killed too rarely, because such a run proves nothing. */
function expectLives(outcome: ScenarioOutcome, victim: Supervised, lives: number): ScenarioOutcome {
  return victim.lives() >= lives
    ? outcome
    : withProblems(outcome, [`${victim.stage} had ${victim.lives()} lives instead of ${lives}`]);
}
