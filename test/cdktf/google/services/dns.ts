/** Cloud DNS: zones and their records. A zone with added records cannot be deleted. */
import { type JsonObject, objectsOf, textOf } from '../json.ts';
import { reads } from '../policies.ts';
import { ApiRefusal } from '../refusal.ts';
import { type ApiRoute, route } from '../routes.ts';
import { add, below, find, merged, remove } from '../world.ts';

const ZONE = '/dns/v1/{name=projects/*/managedZones/*}';

/** Every new zone has these two records. */
function ownRecords(zone: JsonObject): readonly JsonObject[] {
  const record = { kind: 'dns#resourceRecordSet', name: textOf(zone, 'dnsName'), ttl: 21_600 };
  const server = 'ns-gcp-private.googledomains.com.';
  return [
    {
      ...record,
      type: 'SOA',
      rrdatas: [`${server} cloud-dns-hostmaster.google.com. 1 21600 3600 259200 300`],
    },
    { ...record, type: 'NS', rrdatas: [server] },
  ];
}

function keyOf(zone: string, record: JsonObject): string {
  return `dns/${zone}/rrsets/${textOf(record, 'type')}/${textOf(record, 'name')}`;
}

export const dns: readonly ApiRoute[] = [
  route('POST', '/dns/v1/{name=projects/*}/managedZones', ({ name, body }, world) => {
    const key = `dns/${name}/managedZones/${textOf(body, 'name')}`;
    return add(world, key, {
      kind: 'dns#managedZone',
      ...body,
      id: world.nextId(),
      creationTime: new Date(world.now()).toISOString(),
      nameServers: ['ns-gcp-private.googledomains.com.'],
    });
  }),
  route('GET', ZONE, reads('dns')),
  route('PUT', ZONE, ({ name, body }, world) => {
    const zone = merged(find(world, `dns/${name}`), body, null);
    world.resources.set(`dns/${name}`, zone);
    return { kind: 'dns#operation', id: world.nextId(), status: 'done', type: 'update' };
  }),
  route('DELETE', ZONE, ({ name }, world) => {
    if (below(world, `dns/${name}/rrsets/`).length > 0) {
      throw new ApiRefusal(400, `The resource named '${name}' cannot be deleted because it is not empty`, {
        status: 'containerNotEmpty',
      });
    }
    remove(world, `dns/${name}`);
    return {};
  }),
  route('GET', `${ZONE}/rrsets`, ({ name, query }, world) => {
    const zone = find(world, `dns/${name}`);
    const records = [...ownRecords(zone), ...below(world, `dns/${name}/rrsets/`).map(([, one]) => one)];
    const isAsked = (record: JsonObject, field: string) =>
      !query.has(field) || record[field] === query.get(field);
    return {
      kind: 'dns#resourceRecordSetsListResponse',
      rrsets: records.filter((record) => isAsked(record, 'name') && isAsked(record, 'type')),
    };
  }),
  route('POST', `${ZONE}/changes`, ({ name, body }, world) => {
    find(world, `dns/${name}`);
    for (const record of objectsOf(body, 'deletions')) remove(world, keyOf(name, record));
    for (const record of objectsOf(body, 'additions')) {
      add(world, keyOf(name, record), { kind: 'dns#resourceRecordSet', ...record });
    }
    const id = world.nextId();
    return add(world, `dns/${name}/changes/${id}`, { kind: 'dns#change', ...body, id, status: 'done' });
  }),
  route('GET', '/dns/v1/{name=projects/*/managedZones/*/changes/*}', reads('dns')),
];
