/**
 * Cloud Functions of the second generation: a build by Cloud Build, then a service of Cloud Run. A build
 * needs the effective grants of its account. A failed build leaves the running version. The source in an
 * answer is Google's own copy (https://cloud.google.com/functions/docs/building#source_upload).
 */
import { type JsonObject, lastOf, objectOf, objectsOf, textOf } from '../json.ts';
import { done, failed, operationRoute } from '../operations.ts';
import { isGranted, reads } from '../policies.ts';
import { type ApiRequest, type ApiRoute, route } from '../routes.ts';
import { add, find, type GoogleWorld, merged, remove } from '../world.ts';

const FUNCTION = '/cloudfunctions/v2/{name=projects/*/locations/*/functions/*}';
const KIND = 'google.cloud.functions.v2.Function';

/** The object from which the running version of a function (`projects/…/functions/…`) was built. */
export function runningSource(world: GoogleWorld, name: string): string {
  return textOf(find(world, `running/${name}`), 'object');
}

/** The reason why the function cannot be built, or nothing. */
function buildFault(world: GoogleWorld, name: string, description: JsonObject): string | undefined {
  const short = lastOf(name);
  const failures = world.failingBuilds.get(short) ?? 0;
  if (failures > 0) {
    world.failingBuilds.set(short, failures - 1);
    return 'Build failed with status: FAILURE and message: An unexpected error occurred.';
  }
  const build = objectOf(description, 'buildConfig');
  const source = objectOf(objectOf(build, 'source'), 'storageSource');
  const bucket = `storage/b/${textOf(source, 'bucket')}`;
  if (!world.resources.has(`${bucket}/o/${textOf(source, 'object')}`))
    return `The source ${textOf(source, 'object')} does not exist.`;
  const builder = lastOf(textOf(build, 'serviceAccount'));
  const needed = [
    ['roles/artifactregistry.writer', `artifactregistry/${textOf(build, 'dockerRepository')}`],
    ['roles/storage.objectViewer', bucket],
    ['roles/logging.logWriter', `cloudresourcemanager/${world.project}`],
  ] as const;
  const missing = needed.filter(([role, key]) => !isGranted(world, key, role, builder));
  if (missing.length > 0) {
    return `Build failed: ${builder} has no ${missing.map(([role, key]) => `${role} on ${key}`).join(', ')}.`;
  }
  return secretFault(world, objectOf(description, 'serviceConfig'));
}

function secretFault(world: GoogleWorld, service: JsonObject): string | undefined {
  const account = textOf(service, 'serviceAccountEmail');
  for (const variable of objectsOf(service, 'secretEnvironmentVariables')) {
    const secret = `secretmanager/projects/${textOf(variable, 'projectId')}/secrets/${textOf(variable, 'secret')}`;
    if (!isGranted(world, secret, 'roles/secretmanager.secretAccessor', account)) {
      return `Revision is not ready: permission denied on secret ${textOf(variable, 'secret')} for ${account}.`;
    }
  }
  return undefined;
}

/** The description of a built function. */
function built(world: GoogleWorld, name: string, description: JsonObject): JsonObject {
  const [, , , region = ''] = name.split('/');
  const short = lastOf(name);
  const build = objectOf(description, 'buildConfig');
  const uri = `https://${short}-${world.projectNumber}.${region}.run.app`;
  const service = `projects/${world.project}/locations/${region}/services/${short}`;
  world.resources.set(`run/${service}`, { name: service });
  const source = objectOf(objectOf(build, 'source'), 'storageSource');
  world.resources.set(`running/${name}`, { object: textOf(source, 'object') });
  return {
    ...description,
    name,
    environment: 'GEN_2',
    state: 'ACTIVE',
    url: uri,
    updateTime: new Date(world.now()).toISOString(),
    buildConfig: {
      dockerRegistry: 'ARTIFACT_REGISTRY',
      automaticUpdatePolicy: {},
      ...build,
      build: `projects/${world.projectNumber}/locations/${region}/builds/${world.nextId()}`,
      source: {
        storageSource: {
          bucket: `gcf-v2-sources-${world.projectNumber}-${region}`,
          object: `${short}/function-source.zip`,
          generation: world.nextId(),
        },
      },
    },
    serviceConfig: {
      timeoutSeconds: 60,
      maxInstanceRequestConcurrency: 1,
      ...objectOf(description, 'serviceConfig'),
      service,
      uri,
      revision: `${short}-${world.nextId()}`,
    },
  };
}

function operations(name: string): string {
  return `${name.split('/').slice(0, 4).join('/')}/operations`;
}

function create(request: ApiRequest, world: GoogleWorld): JsonObject {
  const name = `${request.name}/functions/${request.query.get('functionId') ?? ''}`;
  const key = `cloudfunctions/${name}`;
  add(world, key, { ...request.body, name, environment: 'GEN_2', state: 'DEPLOYING' });
  const fault = buildFault(world, name, request.body);
  if (fault !== undefined) {
    world.resources.set(key, { ...request.body, name, environment: 'GEN_2', state: 'FAILED' });
    return failed(world, operations(name), fault);
  }
  const made = built(world, name, request.body);
  world.resources.set(key, made);
  return done(world, operations(name), made, KIND);
}

function update({ name, body, query }: ApiRequest, world: GoogleWorld): JsonObject {
  const key = `cloudfunctions/${name}`;
  const present = find(world, key);
  const mask = query.get('updateMask');
  const wanted = merged(present, body, mask);
  // A change outside the build configuration makes a new revision without a build.
  const isBuild = mask === null || mask.split(',').some((path) => path.startsWith('buildConfig'));
  const service = { ...objectOf(present, 'serviceConfig'), ...objectOf(wanted, 'serviceConfig') };
  const fault = isBuild ? buildFault(world, name, wanted) : secretFault(world, service);
  if (fault !== undefined) return failed(world, operations(name), fault);
  const made = isBuild ? built(world, name, wanted) : { ...wanted, serviceConfig: service };
  world.resources.set(key, made);
  return done(world, operations(name), made, KIND);
}

export const cloudFunctions: readonly ApiRoute[] = [
  route('POST', '/cloudfunctions/v2/{name=projects/*/locations/*}/functions', create),
  route('GET', FUNCTION, reads('cloudfunctions')),
  route('PATCH', FUNCTION, update),
  route('DELETE', FUNCTION, ({ name }, world) => {
    const described = find(world, `cloudfunctions/${name}`);
    remove(world, `cloudfunctions/${name}`);
    const service = textOf(objectOf(described, 'serviceConfig'), 'service');
    world.resources.delete(`run/${service}`);
    world.policies.delete(`run/${service}`);
    return done(world, operations(name), {});
  }),
  operationRoute('/cloudfunctions/v2/{name=projects/*/locations/*/operations/*}'),
];
