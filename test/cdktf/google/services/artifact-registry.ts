/** Artifact Registry: repositories of images. */
import { done, operationRoute } from '../operations.ts';
import { policyRoutes, reads } from '../policies.ts';
import { type ApiRoute, route } from '../routes.ts';
import { add, find, merged, remove } from '../world.ts';

const REPOSITORY = '/artifactregistry/v1/{name=projects/*/locations/*/repositories/*}';
const KIND = 'google.devtools.artifactregistry.v1.Repository';

export const artifactRegistry: readonly ApiRoute[] = [
  route('POST', '/artifactregistry/v1/{name=projects/*/locations/*}/repositories', (request, world) => {
    const id = request.query.get('repository_id') ?? request.query.get('repositoryId') ?? '';
    const name = `${request.name}/repositories/${id}`;
    const repository = add(world, `artifactregistry/${name}`, {
      mode: 'STANDARD_REPOSITORY',
      ...request.body,
      name,
      createTime: new Date(world.now()).toISOString(),
      updateTime: new Date(world.now()).toISOString(),
    });
    return done(world, `${request.name}/operations`, repository, KIND);
  }),
  route('GET', REPOSITORY, reads('artifactregistry')),
  route('PATCH', REPOSITORY, ({ name, body, query }, world) => {
    const repository = merged(find(world, `artifactregistry/${name}`), body, query.get('updateMask'));
    world.resources.set(`artifactregistry/${name}`, repository);
    return repository;
  }),
  route('DELETE', REPOSITORY, ({ name }, world) => {
    remove(world, `artifactregistry/${name}`);
    return done(world, `${name.split('/').slice(0, 4).join('/')}/operations`, {});
  }),
  ...policyRoutes('artifactregistry', REPOSITORY, 'GET'),
  operationRoute('/artifactregistry/v1/{name=projects/*/locations/*/operations/*}'),
];
