/** Scenarios with posts and messages that cannot be processed, among many that can. */
import { type Poison, poisonPost, poisonReasons, poisons, strayMessages } from '../poison.ts';
import { type ScenarioOutcome, type ScenarioSetting, withProblems } from '../scenario.ts';
import { openWorld, type World } from '../world.ts';

/** 2 % of the posts are poison. All of it must become dead letters with the right reason, in limited time. */
export async function poison(setting: ScenarioSetting): Promise<ScenarioOutcome> {
  await using world = await openWorld(setting);
  const extractTimeoutMs = 5_000;
  await Promise.all([
    world.start('submit'),
    world.start('extract', {
      preload: 'poison-pool',
      env: { POOL_SIZE: '2', EXTRACT_TIMEOUT_MS: String(extractTimeoutMs), EXTRACT_MEMORY_MB: '128' },
    }),
    world.start('save'),
  ]);
  const each = Math.max(1, Math.round((setting.posts.length * 0.02) / poisons.length));
  const poisonous = poisons.flatMap((kind) =>
    Array.from({ length: each }, (_, index) => ({ kind, post: poisonPost(kind, index) })),
  );
  const mixed = [...setting.posts, ...poisonous.map(({ post }) => post)]
    .map((post) => ({ post, order: setting.random.fraction() }))
    .sort((a, b) => a.order - b.order);
  const startedAt = performance.now();
  await publishStrays(world);
  await world.submit(mixed.map(({ post }) => post));
  await world.settled();
  setting.say(
    `${poisonous.length} poisonous posts among ${setting.posts.length}; ${Math.round(performance.now() - startedAt)} ms until all was done`,
  );
  const problems = [...wrongReasons(world, poisonous), ...(await strayProblems(world))];
  return withProblems(await world.conclude(), problems);
}

function wrongReasons(
  world: World,
  poisonous: readonly { readonly kind: Poison; readonly post: { readonly id?: string | undefined } }[],
): string[] {
  return poisonous.flatMap(({ kind, post }) => {
    // Delivery is at least once, so a post may have several dead letters. Each must have the right reason.
    const found = world.deadLetters.letters.filter(({ postId }) => postId === post.id);
    const reasons = [...new Set(found.map(({ reason }) => reason))].join(', ');
    return reasons === poisonReasons[kind]
      ? []
      : [`${post.id} is in dead letters under "${reasons}" instead of ${poisonReasons[kind]}`];
  });
}

const strays = Object.entries(strayMessages).flatMap(([reason, texts]) =>
  texts.map((text) => ({ reason, text })),
);

async function publishStrays({ pubsub, topology }: World): Promise<void> {
  for (const topic of [topology.topics.posts, topology.topics.processedPosts]) {
    for (const { text } of strays) {
      // Pub/Sub accepts a message without data only with an attribute.
      await pubsub
        .topic(topic.name)
        .publishMessage({ data: Buffer.from(text), attributes: { stray: 'yes' } });
    }
  }
}

async function strayProblems(world: World): Promise<string[]> {
  const giveUpAt = performance.now() + 20_000;
  const found = () => world.deadLetters.letters.filter(({ postId }) => postId === undefined);
  while (found().length < 2 * strays.length && performance.now() < giveUpAt)
    await new Promise((resolve) => setTimeout(resolve, 100));
  return (['extract', 'save'] as const).flatMap((stage) =>
    strays.flatMap(({ reason, text }) => {
      const right = stage === 'save' ? reason.replace('not-a-post', 'not-a-processed-post') : reason;
      const letters = found().filter((letter) => letter.stage === stage && letter.data === text);
      return letters.length === 1 && letters[0]?.reason === right
        ? []
        : [
            `stray message ${JSON.stringify(text)} of ${stage}: ${letters.map((one) => one.reason)} instead of ${right}`,
          ];
    }),
  );
}
