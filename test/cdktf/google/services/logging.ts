/**
 * Cloud Logging: buckets, sinks and exclusions. A deleted bucket stays for seven days: it can be read with
 * the state DELETE_REQUESTED, and its name is in use
 * (https://cloud.google.com/logging/docs/buckets#delete-bucket).
 */
import { type JsonObject, textOf } from '../json.ts';
import { done, operationRoute } from '../operations.ts';
import { reads } from '../policies.ts';
import { ApiRefusal } from '../refusal.ts';
import { type ApiRoute, route } from '../routes.ts';
import { add, find, merged, remove } from '../world.ts';

const BUCKET = '/logging/v2/{name=projects/*/locations/*/buckets/*}';

/** Removes fields with default values, which the API omits in answers. */
function withoutDefaults(body: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(body).filter(([, value]) => value !== null && value !== false));
}

export const logging: readonly ApiRoute[] = [
  route('POST', '/logging/v2/{name=projects/*/locations/*}/buckets:createAsync', (request, world) => {
    const name = `${request.name}/buckets/${request.query.get('bucketId') ?? ''}`;
    const bucket = add(world, `logging/${name}`, {
      ...withoutDefaults(request.body),
      name,
      lifecycleState: 'ACTIVE',
      createTime: new Date(world.now()).toISOString(),
    });
    return done(world, `${request.name}/operations`, bucket, 'google.logging.v2.LogBucket');
  }),
  route('GET', BUCKET, reads('logging')),
  route('PATCH', BUCKET, ({ name, body, query }, world) => {
    const bucket = find(world, `logging/${name}`);
    if (bucket.lifecycleState === 'DELETE_REQUESTED') {
      throw new ApiRefusal(400, 'Buckets in state DELETE_REQUESTED cannot be updated', {
        status: 'FAILED_PRECONDITION',
      });
    }
    const next = merged(bucket, withoutDefaults(body), query.get('updateMask'));
    world.resources.set(`logging/${name}`, { ...next, name });
    return { ...next, name };
  }),
  route('DELETE', BUCKET, ({ name }, world) => {
    const bucket = find(world, `logging/${name}`);
    world.resources.set(`logging/${name}`, { ...bucket, lifecycleState: 'DELETE_REQUESTED' });
    return {};
  }),
  route('POST', `${BUCKET}:undelete`, ({ name }, world) => {
    const bucket = find(world, `logging/${name}`);
    world.resources.set(`logging/${name}`, { ...bucket, lifecycleState: 'ACTIVE' });
    return {};
  }),
  operationRoute('/logging/v2/{name=projects/*/locations/*/operations/*}'),
  ...named('sinks', (world, body) => ({
    ...body,
    writerIdentity: `serviceAccount:service-${world.projectNumber}@gcp-sa-logging.iam.gserviceaccount.com`,
  })),
  ...named('exclusions', (_, body) => body),
];

/** Routes of resources that the caller names. */
function named(
  kind: string,
  made: (world: Parameters<ApiRoute['handle']>[1], body: JsonObject) => JsonObject,
): readonly ApiRoute[] {
  const one = `/logging/v2/{name=projects/*/${kind}/*}`;
  const change: ApiRoute['handle'] = ({ name, body, query }, world) => {
    const next = merged(find(world, `logging/${name}`), body, query.get('updateMask'));
    world.resources.set(`logging/${name}`, next);
    return next;
  };
  return [
    route('POST', `/logging/v2/{name=projects/*}/${kind}`, ({ name, body }, world) =>
      add(world, `logging/${name}/${kind}/${textOf(body, 'name')}`, made(world, withoutDefaults(body))),
    ),
    route('GET', one, reads('logging')),
    route('PATCH', one, change),
    route('PUT', one, change),
    route('DELETE', one, ({ name }, world) => {
      remove(world, `logging/${name}`);
      return {};
    }),
  ];
}
