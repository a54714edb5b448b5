/**
 * Regional managed instance groups. A group is not stable until it has replaced its machines, which takes
 * `rolloutMs`. It never becomes stable when the region has too few machines.
 */
import { isObject, type JsonObject, lastOf, objectOf, textOf } from '../json.ts';
import { reads } from '../policies.ts';
import { ApiRefusal } from '../refusal.ts';
import { type ApiRequest, type ApiRoute, route } from '../routes.ts';
import { add, below, find, type GoogleWorld, later, merged, remove } from '../world.ts';
import { fullLinks, operation, SITE } from './compute-links.ts';

const GROUPS = '/compute/v1/{name=projects/*/regions/*/instanceGroupManagers}';
const GROUP = '/compute/v1/{name=projects/*/regions/*/instanceGroupManagers/*}';

function numberOf(object: JsonObject, name: string): number {
  return Number(object[name] ?? 0);
}

function status(isStable: boolean): JsonObject {
  return {
    isStable,
    versionTarget: { isReached: isStable },
    stateful: { hasStatefulConfig: false, perInstanceConfigs: { allEffective: true } },
    allInstancesConfig: { effective: true },
  };
}

/** Sets the target of a group and starts its roll-out. */
function reconcile(world: GoogleWorld, key: string, group: JsonObject): void {
  const rollout = world.nextId();
  const size = numberOf(group, 'targetSize');
  // A group without machines is stable at once.
  world.resources.set(key, { ...group, status: status(size === 0) });
  if (size === 0) return;
  world.rollouts.set(key, rollout);
  later(world, world.rolloutMs, () => {
    const present = world.resources.get(key);
    if (present === undefined || world.rollouts.get(key) !== rollout || size > world.availableMachines)
      return;
    world.resources.set(key, { ...present, status: status(true) });
  });
}

/** The autoscaler gives its group at least the minimum of machines. */
export function scaleGroup(world: GoogleWorld, autoscaler: JsonObject): void {
  const key = `compute/${textOf(autoscaler, 'target').replace(SITE, '')}`;
  const group = world.resources.get(key);
  if (group === undefined) throw new ApiRefusal(400, `The group ${key} was not found`);
  const least = numberOf(objectOf(autoscaler, 'autoscalingPolicy'), 'minNumReplicas');
  if (numberOf(group, 'targetSize') < least) reconcile(world, key, { ...group, targetSize: least });
}

/** The stored form: templates by name, whichever link the caller sent, and no empty policy. */
function asKept(world: GoogleWorld, body: JsonObject): JsonObject {
  const { instanceFlexibilityPolicy, versions, ...rest } = fullLinks(body);
  const isPolicy = isObject(instanceFlexibilityPolicy) && Object.keys(instanceFlexibilityPolicy).length > 0;
  const named = Array.isArray(versions)
    ? versions
        .filter(isObject)
        .map((version) => ({ ...version, instanceTemplate: templateOf(world, version) }))
    : undefined;
  return { ...rest, ...(isPolicy && { instanceFlexibilityPolicy }), ...(named && { versions: named }) };
}

function templateOf(world: GoogleWorld, version: JsonObject): string {
  const link = textOf(version, 'instanceTemplate');
  const templates = below(world, `compute/projects/${world.project}/global/instanceTemplates/`);
  const found = templates.find(([, one]) => one.id === lastOf(link));
  return found === undefined ? link : textOf(found[1], 'selfLink');
}

function insert(request: ApiRequest, world: GoogleWorld): JsonObject {
  const name = `${request.name}/${textOf(request.body, 'name')}`;
  const region = SITE + name.split('/').slice(0, 4).join('/');
  const id = world.nextId();
  const group = add(world, `compute/${name}`, {
    kind: 'compute#instanceGroupManager',
    listManagedInstancesResults: 'PAGELESS',
    distributionPolicy: {
      targetShape: 'EVEN',
      zones: ['a', 'b', 'c'].map((zone) => ({
        zone: `${SITE}projects/${world.project}/zones/${lastOf(region)}-${zone}`,
      })),
    },
    standbyPolicy: { mode: 'MANUAL', initialDelaySec: 0 },
    instanceLifecyclePolicy: { forceUpdateOnRepair: 'NO', defaultActionOnFailure: 'REPAIR' },
    ...asKept(world, request.body),
    id,
    region,
    fingerprint: Buffer.from(id).toString('base64'),
    selfLink: SITE + name,
    instanceGroup: SITE + name.replace('instanceGroupManagers', 'instanceGroups'),
    creationTimestamp: new Date(world.now()).toISOString(),
  });
  reconcile(world, `compute/${name}`, group);
  return operation(world, name, 'insert', id);
}

export const instanceGroupManagers: readonly ApiRoute[] = [
  route('POST', GROUPS, insert),
  route('GET', GROUP, reads('compute')),
  route('PATCH', GROUP, ({ name, body }, world) => {
    const group = merged(find(world, `compute/${name}`), asKept(world, body), null);
    reconcile(world, `compute/${name}`, {
      ...group,
      fingerprint: Buffer.from(world.nextId()).toString('base64'),
    });
    return operation(world, name, 'patch', group.id);
  }),
  route('POST', `${GROUP}/resize`, ({ name, query }, world) => {
    const group = find(world, `compute/${name}`);
    reconcile(world, `compute/${name}`, { ...group, targetSize: Number(query.get('size') ?? 0) });
    return operation(world, name, 'resize', group.id);
  }),
  route('DELETE', GROUP, ({ name }, world) => {
    const { id, selfLink } = find(world, `compute/${name}`);
    const scaled = below(world, 'compute/').find(
      ([key, one]) => key.includes('/autoscalers/') && one.target === selfLink,
    );
    if (scaled !== undefined) {
      throw new ApiRefusal(400, `The group '${name}' is already being used by '${scaled[0]}'`, {
        status: 'RESOURCE_IN_USE_BY_ANOTHER_RESOURCE',
      });
    }
    remove(world, `compute/${name}`);
    return operation(world, name, 'delete', id);
  }),
];
