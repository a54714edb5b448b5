import { expect, test } from 'vitest';
import { stringsIn, template } from '../support/cdktf/references.ts';
import { type JsonValue, ofType, synthesize, theOne } from '../support/cdktf/synthesize.ts';

const plain = synthesize();
const machine = theOne(plain, 'google_compute_instance_template');

test('machines have no address outside their network, nor any way to one', () => {
  const all = [...plain.resources].flatMap(([address, resource]) =>
    stringsIn(resource as JsonValue).map(({ path }) => `${address}${path}`),
  );
  expect(all.filter((path) => /access_config|nat_ip|external/.test(path))).toEqual([]);
  expect(machine.network_interface).toEqual([
    { subnetwork: template('google_compute_subnetwork.subnetwork.id') },
  ]);
  expect(
    [...plain.resources.keys()].filter((address) => /_router|_nat|_global_address|_address\./.test(address)),
  ).toEqual([]);
  expect(theOne(plain, 'google_compute_subnetwork').private_ip_google_access).toBe(true);
});

test('machines let in health checks alone, and reach Google alone', () => {
  const rules = ofType(plain, 'google_compute_firewall').map(
    ({ direction, source_ranges, destination_ranges, allow, deny, priority = 1000 }) => ({
      direction,
      ranges: source_ranges ?? destination_ranges,
      allow: allow ?? [],
      deny: deny ?? [],
      priority,
    }),
  );
  expect(rules).toEqual([
    {
      direction: 'EGRESS',
      ranges: ['199.36.153.8/30'],
      allow: [{ ports: ['443'], protocol: 'tcp' }],
      deny: [],
      priority: 900,
    },
    {
      direction: 'INGRESS',
      ranges: ['130.211.0.0/22', '35.191.0.0/16'],
      allow: [{ ports: ['8090'], protocol: 'tcp' }],
      deny: [],
      priority: 1000,
    },
    { direction: 'EGRESS', ranges: ['0.0.0.0/0'], allow: [], deny: [{ protocol: 'all' }], priority: 1000 },
  ]);
});

test('machines are shielded, and opened by OS Login only', () => {
  expect(machine.shielded_instance_config).toEqual({
    enable_integrity_monitoring: true,
    enable_secure_boot: true,
    enable_vtpm: true,
  });
  expect(machine.metadata).toMatchObject({ 'enable-oslogin': 'TRUE', 'block-project-ssh-keys': 'TRUE' });
});

test('machines are healed by their own health and replaced without loss of capacity', () => {
  const group = theOne(plain, 'google_compute_region_instance_group_manager');
  expect(theOne(plain, 'google_compute_health_check').http_health_check).toEqual({
    port: 8090,
    request_path: '/healthz',
  });
  expect(group.auto_healing_policies).toMatchObject({
    health_check: template('google_compute_health_check.machine-health.id'),
  });
  expect(group.update_policy).toMatchObject({
    type: 'PROACTIVE',
    max_unavailable_fixed: 0,
    max_surge_fixed: 3,
  });
});

test('machines are as many as messages wait for, and as CPU asks for', () => {
  const { autoscaling_policy: policy } = theOne(plain, 'google_compute_region_autoscaler');
  expect(policy).toMatchObject({
    min_replicas: 1,
    max_replicas: 10,
    cpu_utilization: { target: 0.8 },
    metric: ['posts-extract', 'processed-posts-save'].map((subscription) => ({
      name: 'pubsub.googleapis.com/subscription/num_undelivered_messages',
      filter: `resource.type = "pubsub_subscription" AND resource.labels.subscription_id = "${subscription}"`,
    })),
  });
});
