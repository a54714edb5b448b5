/**
 * One run: carries out a plan, lets everything heal and come to rest, and says what does not hold then. Its
 * phases: faults, rest, the replay of dead letters, the drain of all daemons, and for some plans the weeks in
 * which records expire.
 */
import './timers.ts';
import type { Daemon } from '../../functions/common/cloud/daemon.ts';
import { createClients, type Meddle } from './clients.ts';
import { createTopology } from './create-topology.ts';
import { places, type Shared } from './daemons.ts';
import { openEngine } from './engine.ts';
import { countedPosts, recordOf, wrongChanges, wrongLetters, wrongSums } from './invariants.ts';
import { createNetwork } from './network.ts';
import { carryOut } from './operator.ts';
import { type Command, type Event, FAULTS_MS, type PlannedPost, type RunPlan } from './plan.ts';
import { createReader } from './reader.ts';
import { createSender } from './sender.ts';
import { createStaff } from './staff.ts';
import { createWatch } from './watch.ts';
import { createWorld, type Process } from './world.ts';

export interface RunResult {
  /** What does not hold; empty when all does. */
  readonly problems: readonly string[];
  readonly trace: readonly string[];
  /** Equal for runs that did the same in the same order. */
  readonly digest: string;
  readonly calls: number;
}

/** A fault that is put in by a double around one call. */
export interface Planted {
  /** Around the calls of clients. */
  readonly meddle?: Meddle;
  /** Around the calls of a daemon. */
  readonly wrap?: (daemon: Daemon) => Daemon;
}

/** Everything comes to rest within so long after the last fault, or the run has failed. */
const REST_MS = 400_000;
/** No call takes longer on its way, but for those that a fault makes late. */
const ARRIVES_MS = 2_500;
/** A dead letter that a killed command held is there again after so long. */
const LETTER_LEASE_MS = 15_000;
const REPLAYS = 5;
const HOUR_MS = 3_600_000;
/** Records expire, and commands begin, within so long. */
const WEEKS_LATER_MS = 4_000;

/** Runs a plan, with a planted fault if there is one. */
export async function runPlan(plan: RunPlan, planted: Planted = {}): Promise<RunResult> {
  const { meddle, wrap = (daemon: Daemon) => daemon } = planted;
  const world = createWorld(plan.seed);
  const callFaults = plan.events.flatMap((event) =>
    event.kind === 'call' ? [[event.call, event.fault] as const] : [],
  );
  const network = createNetwork(world, plan.seed, new Map(callFaults));
  const engine = openEngine(
    world,
    plan.events.some(({ kind }) => kind === 'restart'),
  );
  createTopology(engine.broker());
  const watch = createWatch();
  const clientsOf = createClients({ world, network, engine, watch, meddle });
  const shared: Shared = { isFixed: false, outcomes: new Map() };
  const problems: string[] = [];
  const sender = createSender(world, clientsOf, plan.posts);
  const staff = createStaff({ world, plan, clientsOf, shared, watch, wrap, problems });
  const { look, stop } = createReader({ world, engine, clientsOf, plan, problems });

  /** Those whose commands are under way. */
  const operators = new Set<Process>();
  let isMiscounted = plan.events.some((event) => event.kind === 'operator' && event.command === 'miscount');
  const command = async (name: Command, post: PlannedPost | undefined, killedAfterMs?: number) => {
    const operator = world.start(name);
    world.note(`operator: ${name} ${post?.publication} ${post?.id}`);
    operators.add(operator);
    if (killedAfterMs !== undefined)
      world.after(killedAfterMs, () => {
        operator.isAlive = false;
        operators.delete(operator);
      });
    const said = await carryOut(name, { operator, clients: clientsOf(operator), post, isMiscounted });
    operators.delete(operator);
    world.note(`operator: ${name}: ${said.text}`);
    if (said.problem !== undefined) problems.push(said.problem);
  };
  const happen = (event: Exclude<Event, { kind: 'call' | 'weeks-later' }>): void => {
    if (event.kind === 'operator') {
      void command(event.command, plan.posts[event.post], event.killedAfterMs);
      return;
    }
    if (event.kind === 'restart') {
      world.note('the services break down, and start again');
      network.breakDown(event.downMs);
      engine.restart();
      return;
    }
    const post = staff[event.daemon];
    if (event.kind === 'kill') post?.kill(event.awayMs);
    else if (event.kind === 'drain') post?.drain();
    else if (event.kind === 'pause') post?.pause(event.forMs);
    else {
      const process = post?.process();
      if (process !== undefined) process.offMs += event.byMs;
    }
  };
  for (const event of plan.events)
    if (event.kind !== 'call' && event.kind !== 'weeks-later') world.after(event.at, () => happen(event));

  const { extract, save, postsDeadLetter, processedPostsDeadLetter } = places.subscriptions;
  const heldBy = (...some: readonly { readonly name: string }[]) =>
    some.flatMap(({ name }) => engine.heldBy(name));
  const lettersLeft = () => heldBy(postsDeadLetter, processedPostsDeadLetter);
  const rest = async (): Promise<void> => {
    const isAtRest = (): boolean =>
      world.elapsed() > network.lastLate() &&
      staff.every((post) => post.isWorking()) &&
      sender.accepted.length === plan.posts.length &&
      heldBy(extract, save).length + operators.size === 0;
    if (await world.run(world.elapsed() + REST_MS, isAtRest)) return;
    const { length } = sender.accepted;
    const left = heldBy(extract, save).length;
    throw new Error(`not at rest: ${length} of ${plan.posts.length} posts accepted, ${left} messages left`);
  };
  // What a process has sent before it ended still arrives.
  const arrive = async (): Promise<void> => {
    await world.run(world.elapsed() + ARRIVES_MS, () => false);
  };
  const done = async <Result>(work: () => Promise<Result>): Promise<Result> => {
    let ended: { readonly result: Result } | undefined;
    let failure: unknown;
    world.after(0, () => {
      work().then(
        (result) => {
          ended = { result };
        },
        (error: unknown) => {
          failure = error ?? new Error('failed');
        },
      );
    });
    const until = world.elapsed() + REST_MS;
    await world.run(until, () => ended !== undefined || failure !== undefined);
    if (failure !== undefined) throw failure;
    if (ended === undefined) throw new Error('the run does not come to its end');
    return ended.result;
  };

  /** Extraction is fixed, and an operator replays all dead letters: each of them is counted then. */
  const replayLetters = async (): Promise<void> => {
    shared.isFixed = true;
    const [post] = plan.posts;
    for (let time = 0; time < REPLAYS && lettersLeft().length > 0; time++) {
      if (time > 0) await world.run(world.elapsed() + LETTER_LEASE_MS, () => false);
      await done(() => command('replay', post));
      await rest();
    }
    if (lettersLeft().length > 0) problems.push(`${lettersLeft().length} dead letters cannot be replayed`);
  };

  /** Records expire, sooner or later, while an operator corrects. */
  const weeksLater = async (event: Extract<Event, { kind: 'weeks-later' }>): Promise<void> => {
    world.skip(event.hours * HOUR_MS - world.elapsed());
    world.note(`${event.hours} hours after the beginning`);
    const { fraction } = world.start('time to live').runtime.chance;
    for (let at = 250; at < WEEKS_LATER_MS; at += 500)
      world.after(at, () => {
        const share = (1 - event.lateShare) / 3;
        world.note(`${engine.expire(() => fraction() < share)} records expire`);
      });
    for (const { at, command: name, post } of event.commands)
      world.after(at, () => void command(name, plan.posts[post]));
    await world.run(world.elapsed() + WEEKS_LATER_MS, () => false);
    if (!(await world.run(world.elapsed() + REST_MS, () => operators.size === 0)))
      problems.push('a command does not come to its end');
  };

  try {
    await world.run(FAULTS_MS, () => false);
    network.heal();
    await rest();
    const letters = lettersLeft().map(({ attributes }) => ({
      postId: attributes.postId ?? '',
      reason: attributes.reason ?? attributes.CloudPubSubDeadLetterSourceDeliveryCount,
    }));
    problems.push(...wrongLetters(sender.accepted, letters));
    if (letters.length > 0) await replayLetters();
    stop();
    await arrive();
    // What is left half done would show now.
    await done(() => Promise.all(staff.map(({ end }) => end())));
    await arrive();
    if (heldBy(extract, save).length > 0)
      problems.push(`${heldBy(extract, save).length} messages are left after the daemons have drained`);

    if (isMiscounted) {
      for (const post of new Map(plan.posts.map((one) => [one.publication, one])).values())
        await done(() => command('recount', post));
      isMiscounted = false;
    }
    const inspector = world.start('inspector');
    const clients = clientsOf(inspector);
    const { counted, wrong } = await done(() =>
      countedPosts(clients.firestore, sender.accepted, watch.forgotten),
    );
    problems.push(...wrong, ...wrongChanges(sender.accepted, engine, shared.outcomes));
    problems.push(...(await done(() => wrongSums(inspector, clients, engine, counted.values()))));
    const names = new Set([...counted.values()].map(({ publication }) => publication));
    for (const name of names) problems.push(...(await done(() => look(name))));

    for (const event of plan.events) {
      if (event.kind !== 'weeks-later') continue;
      await weeksLater(event);
      const left = [...counted.values()].filter((post) => !watch.forgotten.has(recordOf(post)));
      problems.push(...(await done(() => wrongSums(inspector, clients, engine, left))));
    }
  } catch (error) {
    problems.push(error instanceof Error ? (error.stack ?? error.message) : String(error));
  }
  return {
    problems: [...problems, ...watch.problems],
    trace: world.trace,
    digest: world.digest(),
    calls: network.calls(),
  };
}
