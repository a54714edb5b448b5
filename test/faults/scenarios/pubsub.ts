/** Scenarios with an unavailable Pub/Sub, a slow network to everything, and a proxy in the environment. */
import { setTimeout as sleep } from 'node:timers/promises';
import { openTcpProxy } from '../../support/proxies/tcp-proxy.ts';
import { type ScenarioOutcome, type ScenarioSetting, withProblems } from '../scenario.ts';
import { openWorld } from '../world.ts';

/** Pub/Sub is unavailable for 20 s. Submit answers 503, and all processes recover without a restart. */
export async function pubsubAway(setting: ScenarioSetting): Promise<ScenarioOutcome> {
  const { random, say } = setting;
  await using proxy = await openTcpProxy({ target: setting.pubsubHost, random });
  await using world = await openWorld(setting, { pubsubHost: proxy.host });
  const [submit] = await Promise.all([
    world.start('submit', { env: { SUBMIT_PUBLISH_TIMEOUT_MS: '2000' } }),
    world.start('extract'),
    world.start('save'),
  ]);
  const problems: string[] = [];
  const third = Math.ceil(setting.posts.length / 3);
  await world.submit(setting.posts.slice(0, third));
  await proxy.leave();
  const awayUntil = performance.now() + (setting.isLong ? 20_000 : 6_000);
  const answers = new Map<string, number>();
  for (const post of setting.posts.slice(third, third + 3)) {
    const answer = await fetch(`${submit.url}/posts`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(post),
    });
    const told = `${answer.status}${answer.headers.has('retry-after') ? ' with Retry-After' : ''}`;
    answers.set(told, (answers.get(told) ?? 0) + 1);
    await answer.body?.cancel();
    if (told !== '503 with Retry-After') problems.push(`submit answered ${told} while Pub/Sub was away`);
  }
  await sleep(Math.max(0, awayUntil - performance.now()));
  await proxy.comeBack();
  say(`while Pub/Sub was away submit answered ${[...answers].map(([told, times]) => `${told} (${times})`)}`);
  const backAt = performance.now();
  await world.submit(setting.posts.slice(third, 2 * third));
  say(`submit accepts posts again ${Math.round(performance.now() - backAt)} ms after Pub/Sub is back`);
  await world.submit(setting.posts.slice(2 * third));
  await world.settled();
  for (const one of world.processes)
    if (one.lives() !== 1) problems.push(`${one.stage} had to be started ${one.lives()} times`);
  return withProblems(await world.conclude(), problems);
}

/** 100 ms each way and 1 % loss between the processes and both emulators. */
export async function slowNetwork(setting: ScenarioSetting): Promise<ScenarioOutcome> {
  const bad = { random: setting.random, delayMs: 100, loss: 0.01 };
  await using pubsub = await openTcpProxy({ target: setting.pubsubHost, ...bad });
  await using firestore = await openTcpProxy({ target: setting.firestoreHost, ...bad });
  await using world = await openWorld(setting, { pubsubHost: pubsub.host, firestoreHost: firestore.host });
  await Promise.all([world.start('submit'), world.start('extract'), world.start('save')]);
  await world.submit(setting.posts);
  await world.settled();
  setting.say(`${pubsub.lost()} segments to Pub/Sub and ${firestore.lost()} to Firestore were sent again`);
  const lost = pubsub.lost() + firestore.lost();
  return withProblems(await world.conclude(), lost > 0 ? [] : ['nothing was lost on the way']);
}

/** The environment names proxies that do not answer. The clients must connect to emulators directly. */
export async function proxyNamed(setting: ScenarioSetting): Promise<ScenarioOutcome> {
  // No server listens there.
  const nobody = 'http://127.0.0.1:9';
  const env = { http_proxy: nobody, https_proxy: nobody, grpc_proxy: nobody };
  await using world = await openWorld(setting);
  await Promise.all([
    world.start('submit', { env }),
    world.start('extract', { env }),
    world.start('save', { env }),
  ]);
  await world.submit(setting.posts);
  await world.settled();
  return await world.conclude();
}
