/**
 * Compute Engine: networks, subnetworks, firewalls, health checks, templates, autoscalers. A resource in use
 * cannot be deleted, and ranges of one network must not overlap. `machine-groups.ts` has the groups of
 * machines.
 */
import { type AnyJson, isObject, type JsonObject, lastOf, textOf } from '../json.ts';
import { reads } from '../policies.ts';
import { ApiRefusal } from '../refusal.ts';
import { type ApiRoute, type Handler, route } from '../routes.ts';
import { add, below, find, type GoogleWorld, merged, remove } from '../world.ts';
import { fullLinks, operation, SITE } from './compute-links.ts';
import { instanceGroupManagers, scaleGroup } from './machine-groups.ts';

interface Kind {
  readonly path: string;
  readonly kind: string;
  /** The fields that Google adds to those of the caller. */
  readonly defaults?: (world: GoogleWorld, body: JsonObject) => JsonObject;
  readonly check?: (world: GoogleWorld, name: string, body: JsonObject) => void;
  readonly changed?: (world: GoogleWorld, body: JsonObject) => void;
}

function kindRoutes({ path, kind, defaults, check, changed }: Kind): readonly ApiRoute[] {
  const one = `/compute/v1/{name=${path}/*}`;
  const insert: Handler = (request, world) => {
    const name = `${request.name}/${textOf(request.body, 'name')}`;
    const body = fullLinks(request.body);
    check?.(world, name, body);
    const id = world.nextId();
    add(world, `compute/${name}`, {
      kind: `compute#${kind}`,
      ...defaults?.(world, body),
      ...body,
      id,
      selfLink: SITE + name,
      creationTimestamp: new Date(world.now()).toISOString(),
      ...(name.includes('/regions/') && { region: SITE + name.split('/').slice(0, 4).join('/') }),
    });
    changed?.(world, body);
    return operation(world, name, 'insert', id);
  };
  const change: Handler = ({ name, body, query }, world) => {
    const named = query.get('autoscaler') ?? '';
    const key = named === '' ? name : `${name}/${named}`;
    const next = merged(find(world, `compute/${key}`), fullLinks(body), null);
    world.resources.set(`compute/${key}`, next);
    changed?.(world, next);
    return operation(world, key, 'update', next.id);
  };
  return [
    route('POST', `/compute/v1/{name=${path}}`, insert),
    route('GET', one, reads('compute')),
    route('PATCH', one, change),
    route('PUT', one, change),
    route('PUT', `/compute/v1/{name=${path}}`, change),
    route('DELETE', one, ({ name }, world) => {
      const { id } = find(world, `compute/${name}`);
      refuseIfUsed(world, name);
      remove(world, `compute/${name}`);
      return operation(world, name, 'delete', id);
    }),
  ];
}

/** Refuses to delete a resource that others refer to. */
function refuseIfUsed(world: GoogleWorld, name: string): void {
  const user = below(world, 'compute/').find(
    ([key, other]) => key !== `compute/${name}` && pointsTo(other, SITE + name),
  );
  if (user === undefined) return;
  throw new ApiRefusal(
    400,
    `The resource '${name}' is already being used by '${user[0].slice('compute/'.length)}'`,
    {
      status: 'RESOURCE_IN_USE_BY_ANOTHER_RESOURCE',
    },
  );
}

function pointsTo(value: AnyJson | undefined, link: string): boolean {
  if (typeof value === 'string') return value === link || value.startsWith(`${link}?`);
  if (Array.isArray(value)) return value.some((one) => pointsTo(one, link));
  if (!isObject(value)) return false;
  return Object.entries(value).some(([name, one]) => name !== 'selfLink' && pointsTo(one, link));
}

function rangeOf(cidr: string): readonly [first: number, last: number] {
  const [address = '', bits = '32'] = cidr.split('/');
  const number = address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
  return [number, number + 2 ** (32 - Number(bits)) - 1];
}

function refuseOverlap(world: GoogleWorld, name: string, body: JsonObject): void {
  const [first, last] = rangeOf(textOf(body, 'ipCidrRange'));
  for (const [key, other] of below(world, `compute/projects/${world.project}/regions/`)) {
    if (!key.includes('/subnetworks/') || other.network !== body.network) continue;
    const [otherFirst, otherLast] = rangeOf(textOf(other, 'ipCidrRange'));
    if (first > otherLast || last < otherFirst) continue;
    throw new ApiRefusal(
      400,
      `Invalid IPCidrRange: ${textOf(body, 'ipCidrRange')} conflicts with existing subnetwork '${lastOf(key)}' in region '${key.split('/')[4]}'. (${name})`,
    );
  }
}

const kinds: readonly Kind[] = [
  {
    path: 'projects/*/global/networks',
    kind: 'network',
    defaults: () => ({
      routingConfig: { routingMode: 'REGIONAL', bgpBestPathSelectionMode: 'LEGACY' },
      networkFirewallPolicyEnforcementOrder: 'AFTER_CLASSIC_FIREWALL',
    }),
  },
  {
    path: 'projects/*/regions/*/subnetworks',
    kind: 'subnetwork',
    defaults: (world) => ({
      fingerprint: Buffer.from(world.nextId()).toString('base64'),
      purpose: 'PRIVATE',
      stackType: 'IPV4_ONLY',
      privateIpv6GoogleAccess: 'DISABLE_GOOGLE_ACCESS',
      gatewayAddress: '10.0.0.1',
    }),
    check: refuseOverlap,
  },
  {
    path: 'projects/*/global/firewalls',
    kind: 'firewall',
    defaults: () => ({ priority: 1_000, disabled: false, logConfig: { enable: false } }),
  },
  { path: 'projects/*/global/healthChecks', kind: 'healthCheck' },
  { path: 'projects/*/global/instanceTemplates', kind: 'instanceTemplate' },
  {
    path: 'projects/*/regions/*/autoscalers',
    kind: 'autoscaler',
    defaults: () => ({ status: 'ACTIVE' }),
    changed: scaleGroup,
  },
];

export const compute: readonly ApiRoute[] = [
  ...instanceGroupManagers,
  // Also finds a template by its number, because a group refers to `NAME?uniqueId=NUMBER`.
  route('GET', '/compute/v1/{name=projects/*/global/instanceTemplates/*}', ({ name }, world) => {
    const templates = below(world, `compute/${name.slice(0, name.lastIndexOf('/') + 1)}`);
    return templates.find(([, one]) => one.id === lastOf(name))?.[1] ?? find(world, `compute/${name}`);
  }),
  ...kinds.flatMap(kindRoutes),
  // Images are Google's. Every family has one.
  route('GET', '/compute/v1/{name=projects/*/global/images/family/*}', ({ name }) => {
    const [, project, , , , family = ''] = name.split('/');
    const image = `projects/${project}/global/images/${family}-v20260101`;
    return { kind: 'compute#image', name: lastOf(image), family, selfLink: SITE + image, status: 'READY' };
  }),
  route('GET', '/compute/v1/{name=projects/*/*/*/operations/*}', readOperation),
  route('GET', '/compute/v1/{name=projects/*/global/operations/*}', readOperation),
];

function readOperation({ name }: Parameters<Handler>[0], world: GoogleWorld): JsonObject {
  const found = world.operations.get(name);
  if (found === undefined) throw new ApiRefusal(404, `Operation '${name}' was not found`);
  return found;
}
