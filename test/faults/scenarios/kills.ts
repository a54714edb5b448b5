/** Processes that are killed: of the pool, the extract daemon, the saver. */
import { type Outcome, openWorld, type Setting } from '../world.ts';

/**
 * kill -9 of a pool process every 300 ms: no text that happened to be there may be given up for it. On a slow machine a process takes longer to
 * start than it lives, so the kills have an end.
 */
export async function killPool(setting: Setting): Promise<Outcome> {
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
  return condemned === 0
    ? outcome
    : { ...outcome, problems: [...outcome.problems, `${condemned} innocent posts in dead letters`] };
}

/**
 * kill -9 of the extract daemon at random moments, five times; three in the short form, because the emulator goes on delivering to each dead
 * stream in turn, and each time a lease has to run out.
 */
export async function killExtract(setting: Setting): Promise<Outcome> {
  await using world = await openWorld(setting);
  const [, extract] = await Promise.all([world.start('submit'), world.start('extract'), world.start('save')]);
  await world.submit(setting.posts);
  const killed = await world.whilePending(
    () => setting.random.whole(500, 3_000),
    extract.kill,
    setting.isLong ? 5 : 3,
  );
  setting.say(`killed the extract daemon ${killed} times`);
  await world.settled();
  return await world.conclude();
}

/** kill -9 of the saver between a commit and its acks, in its first lives, and then at random moments. */
export async function killSave(setting: Setting): Promise<Outcome> {
  await using world = await openWorld(setting);
  const failing = setting.isLong ? 3 : 2;
  const [, , save] = await Promise.all([
    world.start('submit'),
    world.start('extract'),
    world.start('save', {
      preload: 'kill-after-commit',
      envOf: (life): Record<string, string> =>
        life <= failing ? { FAULTS_KILL_AFTER_COMMIT: String(setting.random.whole(1, 3)) } : {},
      env: { SAVE_MAX_DELAY_MS: '100', SAVE_MAX_POSTS: '20' },
    }),
  ]);
  await world.submit(setting.posts);
  await world.whilePending(
    () => 200,
    () => undefined,
    setting.isLong ? 300 : 100,
  );
  const killed = await world.whilePending(
    () => setting.random.whole(300, 1_500),
    save.kill,
    setting.isLong ? 2 : 1,
  );
  setting.say(`killed the saver ${killed} times at random moments; it had ${save.lives()} lives in all`);
  await world.settled();
  const outcome = await world.conclude();
  return save.lives() > failing
    ? outcome
    : { ...outcome, problems: [...outcome.problems, 'the saver was not killed between commit and ack'] };
}
