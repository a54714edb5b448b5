/**
 * Cloud Monitoring: resources with a number as name (policies, channels, checks), and resources that the
 * caller names.
 */
import { type JsonObject, objectsOf } from '../json.ts';
import { reads } from '../policies.ts';
import { type ApiRoute, route } from '../routes.ts';
import { add, find, type GoogleWorld, merged, remove } from '../world.ts';

function collection(version: string, parent: string, kind: string, idParameter = ''): readonly ApiRoute[] {
  const one = `/monitoring/${version}/{name=${parent}/${kind}/*}`;
  return [
    route('POST', `/monitoring/${version}/{name=${parent}}/${kind}`, (request, world) => {
      const id = request.query.get(idParameter) ?? world.nextId();
      const name = `${request.name}/${kind}/${id}`;
      return add(world, `monitoring/${name}`, { ...named(world, name, request.body), name });
    }),
    route('GET', one, reads('monitoring')),
    route('PATCH', one, ({ name, body, query }, world) => {
      const present = find(world, `monitoring/${name}`);
      const next = { ...merged(present, named(world, name, body), query.get('updateMask')), name };
      world.resources.set(`monitoring/${name}`, next);
      return next;
    }),
    route('DELETE', one, ({ name }, world) => {
      remove(world, `monitoring/${name}`);
      return {};
    }),
  ];
}

/** Gives each condition of an alert policy a name, and a dashboard an etag. */
function named(world: GoogleWorld, name: string, body: JsonObject): JsonObject {
  if (name.includes('/dashboards/')) return { ...body, etag: world.nextId() };
  if (!name.includes('/alertPolicies/')) return body;
  const conditions = objectsOf(body, 'conditions').map((condition) => ({
    ...condition,
    name: condition.name ?? `${name}/conditions/${world.nextId()}`,
  }));
  return { enabled: true, ...body, conditions };
}

export const monitoring: readonly ApiRoute[] = [
  ...collection('v1', 'projects/*', 'dashboards'),
  ...collection('v3', 'projects/*', 'alertPolicies'),
  ...collection('v3', 'projects/*', 'notificationChannels'),
  ...collection('v3', 'projects/*', 'uptimeCheckConfigs'),
  ...collection('v3', 'projects/*/services/*', 'serviceLevelObjectives', 'serviceLevelObjectiveId'),
  ...collection('v3', 'projects/*', 'services', 'serviceId'),
];
