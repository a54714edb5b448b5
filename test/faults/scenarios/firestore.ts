/** Scenarios with a Firestore that is unavailable, refuses calls, or loses the answers of applied commits. */
import { setTimeout as sleep } from 'node:timers/promises';
import { GrpcCode } from '../../../functions/common/cloud/grpc.ts';
import { openGrpcProxy } from '../../support/proxies/grpc-proxy.ts';
import { type ScenarioOutcome, type ScenarioSetting, withProblems } from '../scenario.ts';
import { openWorld, type World } from '../world.ts';

/**
 * Firestore is unavailable for 20 s. The saver must neither lose its messages nor use up their delivery
 * attempts.
 */
export async function firestoreAway(setting: ScenarioSetting): Promise<ScenarioOutcome> {
  await using proxy = await openGrpcProxy(setting.firestoreHost);
  await using world = await openWorld(setting, { firestoreHost: proxy.host });
  await Promise.all([world.start('submit'), world.start('extract'), world.start('save')]);
  const half = setting.posts.length >> 1;
  await world.submit(setting.posts.slice(0, half));
  await sleep(500);
  proxy.leave();
  await world.submit(setting.posts.slice(half));
  await sleep(setting.isLong ? 20_000 : 5_000);
  const meanwhile = await world.pending();
  proxy.comeBack();
  await world.settled();
  setting.say(`${meanwhile} posts waited while Firestore was away`);
  const outcome = expectNoDeadLetters(await world.conclude(), world);
  return meanwhile > 0 ? outcome : withProblems(outcome, ['no post waited']);
}

/**
 * Firestore answers ABORTED, RESOURCE_EXHAUSTED and DEADLINE_EXCEEDED at random, and loses the answers of
 * applied commits.
 */
export async function firestoreErrors(setting: ScenarioSetting): Promise<ScenarioOutcome> {
  const { random } = setting;
  await using proxy = await openGrpcProxy(setting.firestoreHost);
  await using world = await openWorld(setting, { firestoreHost: proxy.host });
  await Promise.all([
    world.start('submit'),
    world.start('extract'),
    world.start('save', {
      env: { SAVE_COMMIT_TIMEOUT_MS: '1500', SAVE_MAX_DELAY_MS: '200', SAVE_MAX_POSTS: '25' },
    }),
  ]);
  proxy.setFaults((path) => {
    if (random.chance(0.3)) {
      return {
        kind: 'status',
        code: random.pick([GrpcCode.aborted, GrpcCode.resourceExhausted, GrpcCode.deadlineExceeded]),
      };
    }
    // Some answers are lost at once, others fail after the client has given up.
    const isCommit = path.endsWith('/Commit');
    return isCommit && random.chance(0.3)
      ? { kind: 'lose-answer', afterMs: random.pick([0, 5_000]) }
      : undefined;
  });
  await world.submit(setting.posts);
  await world.settled(180_000);
  setting.say([...proxy.happened].map(([name, times]) => `${name}: ${times} times`).join(', '));
  const outcome = expectNoDeadLetters(await world.conclude(), world);
  return (proxy.happened.get('lose-answer') ?? 0) > 0
    ? outcome
    : withProblems(outcome, ['no answer was lost']);
}

function expectNoDeadLetters(outcome: ScenarioOutcome, { deadLetters }: World): ScenarioOutcome {
  const found = deadLetters.letters.length;
  return found === 0 ? outcome : withProblems(outcome, [`${found} innocent posts in dead letters`]);
}
