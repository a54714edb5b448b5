/** One run: carries out a plan, lets everything heal and come to rest, and says what does not hold then. */
import './timers.ts';
import type { Daemon } from '../../functions/common/cloud/daemon.ts';
import { openPublisher } from '../../functions/common/cloud/pubsub.ts';
import type { IdentifiedPost } from '../../functions/common/domain/post.ts';
import { publishPosts } from '../../functions/submit/publish-posts.ts';
import { log, openExtract, openSave, POISON, places } from './daemons.ts';
import { type Accepted, createReader, findings } from './invariants.ts';
import { createNetwork } from './network.ts';
import { carryOut } from './operator.ts';
import { FAULTS_MS, type PlannedPost, type RunPlan } from './plan.ts';
import { type Meddle, openServices, PROJECT } from './services.ts';
import { createWorld, type Process } from './world.ts';

export interface RunResult {
  /** What does not hold; empty when all does. */
  readonly problems: readonly string[];
  readonly trace: readonly string[];
  /** Equal for runs that did the same in the same order. */
  readonly digest: string;
  readonly calls: number;
}

/** Everything comes to rest within so long after the last fault, or the run has failed. */
const REST_MS = 400_000;
/** No call takes longer on its way, but for those that a fault makes late. */
const ARRIVES_MS = 2_500;

/** Runs a plan. @param meddle puts planted faults between the clients and their calls */
export async function runPlan(plan: RunPlan, meddle?: Meddle): Promise<RunResult> {
  const world = createWorld(plan.seed);
  const callFaults = plan.events.flatMap((event) =>
    event.kind === 'call' ? [[event.call, event.fault] as const] : [],
  );
  const network = createNetwork(world, plan.seed, new Map(callFaults));
  const services = openServices(world, network, meddle);
  const { clientsOf } = services;
  for (const { name } of Object.values(places.topics))
    services.broker.createTopic({ name: `projects/${PROJECT}/topics/${name}` });
  for (const { name, topic, retry, deadLetter, ...given } of Object.values(places.subscriptions))
    services.broker.createSubscription({
      name: `projects/${PROJECT}/subscriptions/${name}`,
      topic: `projects/${PROJECT}/topics/${topic}`,
      ackDeadlineSeconds: Math.min(10, given.ackDeadlineSeconds),
      ...(retry && {
        retryPolicy: {
          minimumBackoff: { seconds: retry.minimumSeconds, nanos: 0 },
          maximumBackoff: { seconds: retry.maximumSeconds, nanos: 0 },
        },
      }),
      ...(deadLetter && {
        deadLetterPolicy: {
          deadLetterTopic: `projects/${PROJECT}/topics/${deadLetter.topic}`,
          maxDeliveryAttempts: deadLetter.maxDeliveryAttempts,
        },
      }),
    });
  const problems: string[] = [];
  const accepted: Accepted[] = [];

  // Submit: the client sends a post again until it is accepted.
  const submit = world.start('submit');
  const publisher = openPublisher(clientsOf(submit).pubsub, places.topics.posts.name, {
    timeoutMs: 5_000,
    maxDelayMs: 10,
    clock: submit.runtime.clock,
  });
  const send = async (planned: PlannedPost): Promise<void> => {
    const { id, publication, publishedAt } = planned;
    const content = planned.isPoison ? POISON : planned.content;
    const post: IdentifiedPost = { id, publication, publishedAt, content };
    for (;;) {
      const { outcomes } = await publishPosts(publisher, [{ index: 0, post }], {
        timeoutMs: 5_000,
        sender: undefined,
        trace: { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), sampled: false },
        runtime: submit.runtime,
      });
      if (outcomes[0]?.status === 'accepted') break;
    }
    accepted.push({ ...planned, content });
  };
  for (const post of plan.posts) world.after(post.at, () => void send(post), submit);

  // Daemons, each in a process that may end and begin again.
  const daemons = Array.from({ length: plan.extractors + plan.savers }, (_, index) => {
    const isExtract = index < plan.extractors;
    const name = isExtract ? `extract-${index}` : `save-${index - plan.extractors}`;
    const begin = () => {
      const process = world.start(name);
      const clients = clientsOf(process);
      return { process, daemon: isExtract ? openExtract(process, clients) : openSave(process, clients) };
    };
    let own: { process: Process; daemon: Daemon } | undefined = begin();
    let isDraining = false;
    const again = (): void => {
      isDraining = false;
      world.note(`${name}: begins again`);
      own ??= begin();
    };
    return {
      process: () => own?.process,
      isWorking: () => own !== undefined && !isDraining,
      kill(awayMs: number) {
        if (own === undefined) return;
        world.note(`${name}: is killed`);
        own.process.isAlive = false;
        own = undefined;
        world.after(awayMs, again);
      },
      drain() {
        if (own === undefined) return;
        world.note(`${name}: drains`);
        isDraining = true;
        const ending = own;
        void ending.daemon[Symbol.asyncDispose]().then(() => {
          if (own !== ending) return;
          world.note(`${name}: has drained`);
          ending.process.isAlive = false;
          own = undefined;
          world.after(100, again);
        });
      },
      end: async () => {
        const ending = own;
        await ending?.daemon[Symbol.asyncDispose]();
        // A process exits when it has drained, whatever it still awaits.
        if (ending !== undefined) ending.process.isAlive = false;
      },
    };
  });

  /** Those whose commands are under way. */
  const operators = new Set<Process>();
  for (const event of plan.events) {
    if (event.kind === 'call') continue;
    world.after(event.at, () => {
      if (event.kind === 'operator') {
        const operator = world.start(event.command);
        const post = plan.posts[event.post];
        world.note(`operator: ${event.command} ${post?.publication} ${post?.id}`);
        operators.add(operator);
        void carryOut(event.command, { operator, clients: clientsOf(operator), post, log }).then((said) => {
          operators.delete(operator);
          world.note(`operator: ${event.command}: ${said.text}`);
          if (said.problem !== undefined) problems.push(said.problem);
        });
        if (event.killedAfterMs !== undefined)
          world.after(event.killedAfterMs, () => {
            operator.isAlive = false;
            operators.delete(operator);
          });
        return;
      }
      const daemon = daemons[event.daemon];
      if (event.kind === 'kill') daemon?.kill(event.awayMs);
      else if (event.kind === 'drain') daemon?.drain();
      else {
        const process = daemon?.process();
        if (process !== undefined) process.offMs += event.byMs;
      }
    });
  }
  const reader = createReader(world.start('reader'), clientsOf, plan, problems);

  await world.run(FAULTS_MS, () => false);
  network.heal();
  const { extract, save, postsDeadLetter, processedPostsDeadLetter } = places.subscriptions;
  const waiting = (): number =>
    [extract, save].reduce((sum, { name }) => sum + services.heldBy(name).length, 0);
  const isAtRest = (): boolean =>
    world.elapsed() > network.lastLate() &&
    daemons.every((daemon) => daemon.isWorking()) &&
    accepted.length === plan.posts.length &&
    waiting() + operators.size === 0;
  if (!(await world.run(FAULTS_MS + REST_MS, isAtRest)))
    problems.push(
      `not at rest: ${accepted.length} of ${plan.posts.length} posts accepted, ${waiting()} messages left`,
    );
  reader.stop();
  // What a process has sent before it ended still arrives.
  const arrive = async (): Promise<void> => {
    await world.run(world.elapsed() + ARRIVES_MS, () => false);
  };
  await arrive();

  // What is left half done would show now: drain all, roll up once more, and look.
  const inspect = async <Result>(work: () => Promise<Result>): Promise<Result> => {
    let done: { readonly result: Result } | undefined;
    let failure: unknown;
    world.after(0, () => {
      work().then(
        (result) => {
          done = { result };
        },
        (error: unknown) => {
          failure = error ?? new Error('failed');
        },
      );
    });
    const until = world.elapsed() + REST_MS;
    await world.run(until, () => done !== undefined || failure !== undefined);
    if (failure !== undefined) throw failure;
    if (done === undefined) throw new Error('the run does not come to its end');
    return done.result;
  };
  try {
    await inspect(() => Promise.all(daemons.map(({ end }) => end())));
    await arrive();
    const inspector = world.start('inspector');
    const clients = services.clientsOf(inspector);
    const deadLetters = [postsDeadLetter, processedPostsDeadLetter]
      .flatMap(({ name }) => services.heldBy(name))
      .map(({ attributes }) => ({
        postId: attributes.postId ?? '',
        reason: attributes.reason ?? attributes.CloudPubSubDeadLetterSourceDeliveryCount,
      }));
    problems.push(...(await inspect(() => findings({ inspector, clients, accepted, deadLetters }))));
    if (waiting() > 0) problems.push(`${waiting()} messages are left after the daemons have drained`);
  } catch (error) {
    problems.push(error instanceof Error ? (error.stack ?? error.message) : String(error));
  }
  return { problems, trace: world.trace, digest: world.digest(), calls: network.calls() };
}
