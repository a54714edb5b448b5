/**
 * Creates the machines' network. Only Google's health checks get in, and only Google's APIs can be reached.
 * There are no external addresses and no NAT. Private Google Access carries the traffic to
 * private.googleapis.com, and the network's own DNS resolves every name of Google's APIs to it
 * (https://cloud.google.com/vpc/docs/configure-private-google-access).
 */
import { ComputeFirewall } from '@cdktf/provider-google/lib/compute-firewall/index.js';
import { ComputeNetwork } from '@cdktf/provider-google/lib/compute-network/index.js';
import { ComputeSubnetwork } from '@cdktf/provider-google/lib/compute-subnetwork/index.js';
import { DnsManagedZone } from '@cdktf/provider-google/lib/dns-managed-zone/index.js';
import { DnsRecordSet } from '@cdktf/provider-google/lib/dns-record-set/index.js';
import type { Deployment } from './deployment.ts';
import { rangeOf } from './regions.ts';

/** https://cloud.google.com/load-balancing/docs/health-check-concepts#ip-ranges */
const HEALTH_CHECKS = ['130.211.0.0/22', '35.191.0.0/16'];
/** private.googleapis.com */
const GOOGLE_APIS = '199.36.153.8/30';
const GOOGLE_ADDRESSES = ['199.36.153.8', '199.36.153.9', '199.36.153.10', '199.36.153.11'];

/** Firewall rules apply to the machines that carry it. */
export function machineTag({ name }: Deployment): string {
  return name('machine');
}

/** Creates the part of the network that all regions share. */
export function createNetwork(deployment: Deployment, healthPort: number): void {
  const { stack, project, name } = deployment;
  const network = new ComputeNetwork(stack, 'network', {
    name: name('network'),
    project,
    autoCreateSubnetworks: false,
  });
  const rule = { project, network: network.name, targetTags: [machineTag(deployment)] };
  new ComputeFirewall(stack, 'let-health-checks-in', {
    ...rule,
    name: name('health-checks-in'),
    direction: 'INGRESS',
    sourceRanges: HEALTH_CHECKS,
    allow: [{ protocol: 'tcp', ports: [String(healthPort)] }],
  });
  new ComputeFirewall(stack, 'let-google-apis-out', {
    ...rule,
    name: name('google-apis-out'),
    direction: 'EGRESS',
    priority: 900,
    destinationRanges: [GOOGLE_APIS],
    allow: [{ protocol: 'tcp', ports: ['443'] }],
  });
  createZone(deployment, network, 'googleapis.com');
  // Google's packages: the Ops Agent.
  createZone(deployment, network, 'packages.cloud.google.com');
  new ComputeFirewall(stack, 'let-nothing-else-out', {
    ...rule,
    name: name('nothing-else-out'),
    direction: 'EGRESS',
    priority: 1_000,
    destinationRanges: ['0.0.0.0/0'],
    deny: [{ protocol: 'all' }],
  });
}

/** Creates the machines' addresses in one region. */
export function createSubnetwork({ stack, project, region, name }: Deployment): ComputeSubnetwork {
  return new ComputeSubnetwork(stack, 'subnetwork', {
    name: name('machines'),
    project,
    region,
    network: `projects/${project}/global/networks/${name('network')}`,
    ipCidrRange: rangeOf(region),
    privateIpGoogleAccess: true,
  });
}

/** Leads a domain, and all names below it, to Private Google Access. */
function createZone({ stack, project, name }: Deployment, network: ComputeNetwork, domain: string): void {
  const label = domain.replaceAll('.', '-');
  const zone = new DnsManagedZone(stack, `zone-${label}`, {
    name: name(label),
    project,
    dnsName: `${domain}.`,
    description: 'Leads to Private Google Access',
    visibility: 'private',
    privateVisibilityConfig: { networks: [{ networkUrl: network.id }] },
  });
  const record = { project, managedZone: zone.name, ttl: 300 };
  const isApis = domain === 'googleapis.com';
  new DnsRecordSet(stack, `addresses-${label}`, {
    ...record,
    name: isApis ? `private.${domain}.` : `${domain}.`,
    type: 'A',
    rrdatas: GOOGLE_ADDRESSES,
  });
  if (!isApis) return;
  new DnsRecordSet(stack, `names-${label}`, {
    ...record,
    name: `*.${domain}.`,
    type: 'CNAME',
    rrdatas: [`private.${domain}.`],
  });
}
