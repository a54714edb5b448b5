/** The local engine killed while the pipeline works, and started again with what it kept. */
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../../../emulators/free-ports.ts';
import { startEngineProcess } from '../../support/engine-process.ts';
import { type ScenarioOutcome, type ScenarioSetting, withProblems } from '../scenario.ts';
import { openWorld } from '../world.ts';

/** kill -9 of an engine that keeps everything, at random moments: nothing that it acknowledged is lost. */
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
