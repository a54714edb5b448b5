/**
 * The phases of a run after its faults: rest, the replay of dead letters, the end, and the weeks after it.
 */
import { places } from './daemons.ts';
import { countedPosts, recordOf, wrongChanges, wrongLetters, wrongSums } from './invariants.ts';
import type { RunParts } from './parts.ts';
import { EVENTS_MS, type Event, type PlannedPost } from './plan.ts';

/** A run fails if it does not come to rest within this time after the last fault. */
const REST_MS = 400_000;
/** The longest delay of a call, except for calls that a fault delays. */
const ARRIVES_MS = 2_500;
/** A dead letter leased by a killed command is redelivered after this time. */
const LETTER_LEASE_MS = 15_000;
const REPLAYS = 5;
const HOUR_MS = 3_600_000;
/** Records expire, and commands begin, within this time. */
const WEEKS_LATER_MS = 4_000;

const { extract, save, postsDeadLetter, processedPostsDeadLetter } = places.subscriptions;

function workLeft({ engine }: RunParts) {
  return [extract, save].flatMap(({ name }) => engine.heldBy(name));
}

function lettersLeft({ engine }: RunParts) {
  return [postsDeadLetter, processedPostsDeadLetter].flatMap(({ name }) => engine.heldBy(name));
}

/** Waits until no work is left. @throws Error when the wait takes too long */
export async function rest(parts: RunParts): Promise<void> {
  const { world, network, staff, sender, plan, operations } = parts;
  const isAtRest = (): boolean =>
    world.elapsed() > Math.max(EVENTS_MS, network.lastLate()) &&
    staff.every((station) => station.isWorking()) &&
    sender.accepted.length === plan.posts.length &&
    workLeft(parts).length + operations.underWay() === 0;
  if (await world.run(world.elapsed() + REST_MS, isAtRest)) return;
  const { length } = sender.accepted;
  const left = workLeft(parts).length;
  throw new Error(`not at rest: ${length} of ${plan.posts.length} posts accepted, ${left} messages left`);
}

/** Runs some work in the world until it is done. */
async function done<Result>({ world }: RunParts, work: () => Promise<Result>): Promise<Result> {
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
}

/** Checks the dead letters. Then fixes extraction, and replays all dead letters, each of which must count. */
export async function replayLetters(parts: RunParts): Promise<void> {
  const { world, sender, shared, operations, plan, problems } = parts;
  const letters = lettersLeft(parts).map(({ attributes }) => ({
    postId: attributes.postId ?? '',
    reason: attributes.reason ?? attributes.CloudPubSubDeadLetterSourceDeliveryCount,
  }));
  problems.push(...wrongLetters(sender.accepted, letters));
  if (letters.length === 0) return;
  shared.isFixed = true;
  for (let time = 0; time < REPLAYS && lettersLeft(parts).length > 0; time++) {
    if (time > 0) await world.run(world.elapsed() + LETTER_LEASE_MS, () => false);
    await done(parts, () => operations.run('replay', plan.posts[0]));
    await rest(parts);
  }
  const { length } = lettersLeft(parts);
  if (length > 0) problems.push(`${length} dead letters cannot be replayed`);
}

/** Drains all daemons. Work that is half done would show now. */
export async function endDaemons(parts: RunParts): Promise<void> {
  const { world, staff, witness, problems } = parts;
  // Lets the calls arrive that an ended process has sent.
  const arrive = () => world.run(world.elapsed() + ARRIVES_MS, () => false);
  witness.stop();
  await arrive();
  await done(parts, () => Promise.all(staff.map(({ end }) => end())));
  await arrive();
  const { length } = workLeft(parts);
  if (length > 0) problems.push(`${length} messages are left after the daemons have drained`);
}

/** Compares the stored state with the accepted posts. @returns the counted posts, by record */
export async function inspect(parts: RunParts): Promise<ReadonlyMap<string, PlannedPost>> {
  const { world, clientsOf, engine, sender, shared, watch, operations, witness, problems } = parts;
  if (operations.isMiscounted()) await done(parts, operations.recountAll);
  const inspector = world.start('inspector');
  const clients = clientsOf(inspector);
  const { counted, wrong } = await done(parts, () =>
    countedPosts(clients.firestore, sender.accepted, watch.forgotten),
  );
  problems.push(...wrong, ...wrongChanges(sender.accepted, engine, shared.outcomes));
  problems.push(...(await done(parts, () => wrongSums(inspector, clients, engine, counted.values()))));
  const names = new Set([...counted.values()].map(({ publication }) => publication));
  for (const name of names) problems.push(...(await done(parts, () => witness.look(name))));
  return counted;
}

/**
 * Expires records, sooner or later, while an operator makes corrections. Only forgetting may change a sum.
 */
export async function weeksLater(
  parts: RunParts,
  event: Extract<Event, { kind: 'weeks-later' }>,
  counted: ReadonlyMap<string, PlannedPost>,
): Promise<void> {
  const { world, clientsOf, engine, watch, operations, plan, problems } = parts;
  world.skip(event.hours * HOUR_MS - world.elapsed());
  world.note(`${event.hours} hours after the beginning`);
  const { fraction } = world.start('time to live').runtime.chance;
  for (let at = 250; at < WEEKS_LATER_MS; at += 500)
    world.after(at, () => {
      const share = (1 - event.lateShare) / 3;
      world.note(`${engine.expire(() => fraction() < share)} records expire`);
    });
  for (const { at, command, post } of event.commands)
    world.after(at, () => void operations.run(command, plan.posts[post]));
  await world.run(world.elapsed() + WEEKS_LATER_MS, () => false);
  if (!(await world.run(world.elapsed() + REST_MS, () => operations.underWay() === 0)))
    problems.push('a command does not come to its end');
  const inspector = world.start('inspector');
  const left = [...counted.values()].filter((post) => !watch.forgotten.has(recordOf(post)));
  const wrong = await done(parts, () => wrongSums(inspector, clientsOf(inspector), engine, left));
  problems.push(...wrong);
}
