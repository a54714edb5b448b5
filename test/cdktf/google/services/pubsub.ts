/**
 * Pub/Sub: topics and subscriptions. A subscription needs its topic. Deleting a topic keeps its
 * subscriptions.
 */
import { type JsonObject, objectOf, textOf } from '../json.ts';
import { policyRoutes, reads } from '../policies.ts';
import { ApiRefusal } from '../refusal.ts';
import { type ApiRequest, type ApiRoute, route } from '../routes.ts';
import { add, find, type GoogleWorld, merged, remove } from '../world.ts';

const TOPIC = '/pubsub/v1/{name=projects/*/topics/*}';
const SUBSCRIPTION = '/pubsub/v1/{name=projects/*/subscriptions/*}';

/** Fields of a subscription that its caller did not send. */
const subscriptionDefaults = { pushConfig: {}, state: 'ACTIVE' };

function changed({ name, body }: ApiRequest, world: GoogleWorld, kind: string): JsonObject {
  const resource = merged(find(world, `pubsub/${name}`), objectOf(body, kind), textOf(body, 'updateMask'));
  world.resources.set(`pubsub/${name}`, resource);
  return resource;
}

function removed({ name }: ApiRequest, world: GoogleWorld): JsonObject {
  remove(world, `pubsub/${name}`);
  return {};
}

export const pubsub: readonly ApiRoute[] = [
  route('PUT', TOPIC, ({ name, body }, world) =>
    add(world, `pubsub/${name}`, { ...body, name, state: 'ACTIVE' }),
  ),
  route('GET', TOPIC, reads('pubsub')),
  route('PATCH', TOPIC, (request, world) => changed(request, world, 'topic')),
  route('DELETE', TOPIC, removed),
  ...policyRoutes('pubsub', TOPIC, 'GET'),
  route('PUT', SUBSCRIPTION, ({ name, body }, world) => {
    const topics = [textOf(body, 'topic'), textOf(objectOf(body, 'deadLetterPolicy'), 'deadLetterTopic')];
    for (const topic of topics.filter((one) => one !== '')) {
      if (!world.resources.has(`pubsub/${topic}`))
        throw new ApiRefusal(404, `Resource not found (resource=${topic}).`);
    }
    // An empty policy means no expiry; without any policy a default applies.
    const expirationPolicy = body.expirationPolicy ?? { ttl: '2678400s' };
    return add(world, `pubsub/${name}`, { ...subscriptionDefaults, ...body, expirationPolicy, name });
  }),
  route('GET', SUBSCRIPTION, reads('pubsub')),
  route('PATCH', SUBSCRIPTION, (request, world) => changed(request, world, 'subscription')),
  route('DELETE', SUBSCRIPTION, removed),
  ...policyRoutes('pubsub', SUBSCRIPTION, 'GET'),
];
