/** Scenarios with faults of the machine: signals, clock steps, no file descriptors, a full disk. */
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { get } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { GrpcCode } from '../../../functions/common/cloud/grpc.ts';
import { openGrpcProxy } from '../../support/proxies/grpc-proxy.ts';
import { openTcpProxy } from '../../support/proxies/tcp-proxy.ts';
import { poisonPost } from '../poison.ts';
import { type ScenarioOutcome, type ScenarioSetting, withProblems } from '../scenario.ts';
import { openWorld } from '../world.ts';

/**
 * Sends SIGTERM while pool processes are killed, Firestore fails and a post hangs. The process must exit with
 * 0 in its drain time and lose nothing.
 */
export async function terminate(setting: ScenarioSetting): Promise<ScenarioOutcome> {
  const { random, say } = setting;
  const drainMs = 10_000;
  await using firestore = await openGrpcProxy(setting.firestoreHost);
  await using pubsub = await openTcpProxy({ target: setting.pubsubHost, random });
  await using world = await openWorld(setting, { firestoreHost: firestore.host, pubsubHost: pubsub.host });
  const env = { DRAIN_TIMEOUT_MS: String(drainMs), EXTRACT_TIMEOUT_MS: '3000' };
  const startPair = () =>
    Promise.all([
      world.start('extract', { preload: 'poison-pool', env: { ...env, POOL_SIZE: '2' } }),
      world.start('save', { env: { ...env, SAVE_MAX_POSTS: '20' } }),
    ]);
  await world.start('submit');
  firestore.setFaults(() => (random.chance(0.2) ? { kind: 'status', code: GrpcCode.aborted } : undefined));
  await world.submit([poisonPost('hang', 1), ...setting.posts]);
  const problems: string[] = [];
  const all = ['nothing', 'Firestore', 'Pub/Sub', 'both'] as const;
  for (const away of setting.isLong ? all : (['nothing', 'both'] as const)) {
    const [extract, save] = await startPair();
    await sleep(random.whole(300, 1_500));
    if (away === 'Firestore' || away === 'both') firestore.leave();
    if (away === 'Pub/Sub' || away === 'both') await pubsub.leave();
    const pool = extract.pool();
    if (pool.length > 0) process.kill(random.pick(pool), 'SIGKILL');
    await sleep(300);
    const endings = await Promise.all([extract.end(), save.end()]);
    say(
      `with ${away} away: ${endings.map(({ how, ms }, index) => `${index === 0 ? 'extract' : 'save'} ${how} after ${ms} ms`).join(', ')}`,
    );
    for (const [index, { how, ms }] of endings.entries()) {
      // Allows a second for the signal and the exit on a busy machine.
      if (how !== 'exit code 0' || ms > drainMs + 1_000)
        problems.push(`${index === 0 ? 'extract' : 'save'} ended with ${how} after ${ms} ms, ${away} away`);
    }
    if (away === 'Firestore' || away === 'both') firestore.comeBack();
    if (away === 'Pub/Sub' || away === 'both') await pubsub.comeBack();
  }
  firestore.setFaults(() => undefined);
  await startPair();
  await world.settled();
  return withProblems(await world.conclude(), problems);
}

/** The clock of every process steps by an hour, forwards and back. */
export async function clockSteps(setting: ScenarioSetting): Promise<ScenarioOutcome> {
  await using world = await openWorld(setting);
  const hour = 3_600_000;
  const stepping = {
    preload: 'clock',
    env: { FAULTS_CLOCK: `2000:${hour},4000:${-hour},6000:0,8000:${hour}` },
  };
  await Promise.all([
    world.start('submit', stepping),
    world.start('extract', stepping),
    world.start('save', stepping),
  ]);
  const groups = 5;
  const size = Math.ceil(setting.posts.length / groups);
  for (let group = 0; group < groups; group++) {
    await world.submit(setting.posts.slice(group * size, (group + 1) * size));
    await sleep(2_000);
  }
  await world.settled();
  return await world.conclude();
}

/**
 * Every process has no free file descriptors for some seconds, and loses pool processes meanwhile. It can
 * neither accept a connection nor start a process. All must recover.
 */
export async function descriptorsGone(setting: ScenarioSetting): Promise<ScenarioOutcome> {
  await using world = await openWorld(setting);
  const forMs = setting.isLong ? 20_000 : 5_000;
  const options = {
    preload: 'descriptors',
    maxDescriptors: 200,
    env: { FAULTS_DESCRIPTORS: String(forMs), POOL_SIZE: '2' },
  };
  const [submit, extract] = await Promise.all([
    world.start('submit', options),
    world.start('extract', options),
    world.start('save', options),
  ]);
  const third = Math.ceil(setting.posts.length / 3);
  await world.submit(setting.posts.slice(0, third));
  // The client libraries read files at their first call. Without descriptors before it, the process would not
  // count as started.
  await world.settled();
  for (const { pid } of world.processes) process.kill(pid() ?? 0, 'SIGUSR2');
  const until = performance.now() + forMs;
  let isAnswering = true;
  while (isAnswering && performance.now() < until) isAnswering = await answers(submit.url);
  const submitting = world.submit(setting.posts.slice(third));
  for (const pid of extract.pool()) process.kill(pid, 'SIGKILL');
  await submitting;
  await world.settled();
  const lives = world.processes
    .filter((one) => one.lives() > 1)
    .map(({ stage }) => `${stage} had to be started again`);
  const problems = isAnswering ? ['submit had descriptors left', ...lives] : lives;
  return withProblems(await world.conclude(), problems);
}

/** Whether a new connection gets an answer. */
async function answers(url: string): Promise<boolean> {
  const request = get(url, { agent: false });
  try {
    const [response] = await once(request, 'response');
    response.resume();
    return true;
  } catch {
    return false;
  }
}

/** The disk is full where the processes write their logs, the only place where they write. */
export async function diskFull(setting: ScenarioSetting): Promise<ScenarioOutcome> {
  const full = '/dev/full';
  if (!existsSync(full)) throw new Error(`${full} is needed, a file that is always full: Linux has it`);
  await using world = await openWorld(setting);
  const options = { logTo: full, env: { LOG_LEVEL: 'debug' } };
  await Promise.all([
    world.start('submit', options),
    world.start('extract', options),
    world.start('save', options),
  ]);
  await world.submit(setting.posts);
  await world.settled();
  const restarted = world.processes.filter((one) => one.lives() > 1);
  return withProblems(
    await world.conclude(),
    restarted.map(({ stage }) => `${stage} ended because it could not log`),
  );
}
