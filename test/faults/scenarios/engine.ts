/** Scenarios of the local engine: killed and restarted from disk while the pipeline works, and full. */
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../../../emulators/free-ports.ts';
import type { SubmittedPost } from '../../../functions/common/domain/post.ts';
import { startEngineProcess } from '../../support/engine-process.ts';
import { type ScenarioOutcome, type ScenarioSetting, withProblems } from '../scenario.ts';
import { openWorld } from '../world.ts';

/** Kills an engine that stores everything with -9 at random times. Nothing that it acknowledged is lost. */
export async function killEngine(setting: ScenarioSetting): Promise<ScenarioOutcome> {
  const { random, say, posts } = setting;
  const folder = join(setting.logFolder, 'engine');
  const ports = {
    pubsub: await freePort(0, 'PUBSUB_EMULATOR_PORT'),
    firestore: await freePort(0, 'FIRESTORE_EMULATOR_PORT'),
  };
  let engine = await startEngineProcess(folder, ports);
  await using parts = new AsyncDisposableStack();
  parts.defer(() => engine[Symbol.asyncDispose]());
  const { pubsubHost, firestoreHost } = engine;
  const world = parts.use(await openWorld({ ...setting, pubsubHost, firestoreHost }));
  const [submit] = await Promise.all([world.start('submit'), world.start('extract'), world.start('save')]);
  const kills = setting.isLong ? 5 : 2;
  const size = Math.ceil(posts.length / (kills + 1));
  for (let done = 0; done < kills; done++) {
    const submitting = world.submit(posts.slice(done * size, (done + 1) * size));
    await sleep(random.whole(100, 1_500));
    await engine[Symbol.asyncDispose]();
    engine = await startEngineProcess(folder, ports);
    await submitting;
    say(`killed the engine with ${await world.pending()} posts on their way`);
  }
  await world.submit(posts.slice(kills * size));
  await world.settled();
  return withProblems(await world.conclude(), submit.lives() === 1 ? [] : ['submit had to be started again']);
}

/** Makes posts so large that two hundred fill two megabytes. The padding contains no names. */
const PADDING = 'and so the talks went on for the whole of the day, without any result. '.repeat(150);

/**
 * A full engine refuses messages. Submit reports it, no accepted post is lost, and work continues once there
 * is room.
 */
export async function engineFull(setting: ScenarioSetting): Promise<ScenarioOutcome> {
  const { say } = setting;
  const folder = join(setting.logFolder, 'engine');
  await using engine = await startEngineProcess(folder, undefined, { ENGINE_MESSAGES_MB: '2' });
  const { pubsubHost, firestoreHost } = engine;
  await using world = await openWorld({ ...setting, pubsubHost, firestoreHost });
  const [submit] = await Promise.all([
    world.start('submit', { env: { SUBMIT_PUBLISH_TIMEOUT_MS: '1000' } }),
    world.start('save'),
  ]);
  const posts = setting.posts.map((post) => ({ ...post, content: `${post.content}\n\n${PADDING}` }));
  const submitting = world.submit(posts);
  const problems: string[] = [];
  const [first] = posts;
  const told = first === undefined ? 'nothing' : await whenRefused(submit.url, first);
  if (told !== '503 with Retry-After') problems.push(`submit answered ${told} while the engine was full`);
  say(`the engine was full; submit answered ${told}, with ${await world.pending()} posts accepted`);
  await world.start('extract');
  await submitting;
  await world.settled();
  return withProblems(await world.conclude(), problems);
}

/** Submits a post until submit refuses it, and returns that response. The post may be repeated freely. */
async function whenRefused(url: string, post: SubmittedPost): Promise<string> {
  for (let attempt = 1; ; attempt++) {
    const answer = await fetch(`${url}/posts`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(post),
    });
    await answer.body?.cancel();
    if (answer.status !== 202 || attempt === 1_000)
      return `${answer.status}${answer.headers.has('retry-after') ? ' with Retry-After' : ''}`;
  }
}
