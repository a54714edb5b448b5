/** Scenarios in which a dependency of the pipeline stops, disappears or is emptied, and comes back. */
import { setTimeout as sleep } from 'node:timers/promises';
import { createTopology } from '../../../emulators/create-topology.ts';
import { type ScenarioOutcome, type ScenarioSetting, withProblems } from '../scenario.ts';
import { openWorld, type World } from '../world.ts';

/**
 * Daemons are stopped (SIGSTOP) for longer than their leases and then continued. Other daemons have received
 * their messages meanwhile.
 */
export async function daemonsStopped(setting: ScenarioSetting): Promise<ScenarioOutcome> {
  const { say } = setting;
  await using world = await openWorld(setting);
  const [, extract, save] = await Promise.all([
    world.start('submit'),
    world.start('extract'),
    world.start('save'),
    world.start('extract'),
    world.start('save'),
  ]);
  const submitting = world.submit(setting.posts);
  const stopped = [extract, save];
  const rounds = setting.isLong ? 5 : 1;
  for (let round = 0; round < rounds; round++) {
    await sleep(setting.random.whole(200, 1_500));
    for (const { pid } of stopped) process.kill(pid() ?? 0, 'SIGSTOP');
    // A lease takes 10 s here.
    await sleep(12_000);
    for (const { pid } of stopped) process.kill(pid() ?? 0, 'SIGCONT');
    say(`stopped an extractor and a saver for 12 s; ${await world.pending()} posts are on their way`);
  }
  await submitting;
  await world.settled();
  return withProblems(await world.conclude(), restarts(world));
}

/**
 * Topics and subscriptions are deleted and created again. Submit refuses posts meanwhile, and the daemons
 * continue without a restart.
 */
export async function topicsGone(setting: ScenarioSetting): Promise<ScenarioOutcome> {
  const { posts, say } = setting;
  await using world = await openWorld(setting);
  const [submit] = await Promise.all([
    world.start('submit', { env: { SUBMIT_PUBLISH_TIMEOUT_MS: '2000' } }),
    world.start('extract'),
    world.start('save'),
  ]);
  const half = Math.ceil(posts.length / 2);
  await world.submit(posts.slice(0, half));
  await world.settled();
  const { pubsub, topology } = world;
  const subscriptions = Object.values(topology.subscriptions);
  // The topics of dead letters stay, because the scenario watches them.
  const topics = [topology.topics.posts, topology.topics.processedPosts];
  const working = subscriptions.filter(({ topic }) => topics.some(({ name }) => name === topic));
  await Promise.all(working.map(({ name }) => pubsub.subscription(name).delete()));
  await Promise.all(topics.map(({ name }) => pubsub.topic(name).delete()));
  const answer = await fetch(`${submit.url}/posts`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(posts[half]),
  });
  await answer.body?.cancel();
  say(`without its topic submit answered ${answer.status}`);
  await sleep(3_000);
  await createTopology(pubsub, topology);
  await world.submit(posts.slice(half));
  await world.settled();
  const problems = answer.status < 500 ? [`submit answered ${answer.status} without its topic`] : [];
  return withProblems(await world.conclude(), [...problems, ...restarts(world)]);
}

/** Firestore is emptied while the pipeline runs. Later posts count as if they were the first. */
export async function firestoreEmptied(setting: ScenarioSetting): Promise<ScenarioOutcome> {
  const { posts, say } = setting;
  await using world = await openWorld(setting);
  await Promise.all([world.start('submit'), world.start('extract'), world.start('save')]);
  const half = Math.ceil(posts.length / 2);
  const before = posts.slice(0, half);
  await world.submit(before);
  await world.settled();
  for (const collection of await world.firestore.listCollections())
    await world.firestore.recursiveDelete(collection);
  world.noteForgotten(before);
  say(`deleted all documents after ${before.length} posts`);
  await world.submit(posts.slice(half));
  await world.settled();
  return withProblems(await world.conclude(), restarts(world));
}

function restarts({ processes }: World): string[] {
  return processes
    .filter((one) => one.lives() !== 1)
    .map((one) => `${one.stage} had to be started ${one.lives()} times`);
}
