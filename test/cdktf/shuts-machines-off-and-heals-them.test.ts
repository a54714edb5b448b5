import { expect, test } from 'vitest';
import { coresOf } from '../../cdktf/machines.ts';
import { stringsIn, template } from '../support/cdktf/references.ts';
import { type JsonValue, ofType, synthesize, theOne } from '../support/cdktf/synthesize.ts';

const plain = synthesize();
const machine = theOne(plain, 'google_compute_instance_template');

test('machines have no external address and no way to get one', () => {
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

test('machines accept only health checks, and connect only to Google', () => {
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

test('machines are shielded VMs, and OS Login is the only login', () => {
  expect(machine.shielded_instance_config).toEqual({
    enable_integrity_monitoring: true,
    enable_secure_boot: true,
    enable_vtpm: true,
  });
  expect(machine.metadata).toMatchObject({ 'enable-oslogin': 'TRUE', 'block-project-ssh-keys': 'TRUE' });
});

test('machines are healed by their own health check and replaced without loss of capacity', () => {
  const group = theOne(plain, 'google_compute_region_instance_group_manager');
  expect(theOne(plain, 'google_compute_health_check').http_health_check).toEqual({
    port: 8090,
    request_path: '/livez',
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

test('a deployment waits for the minimum of machines, and long enough for a roll-out to all of them', () => {
  const two = theOne(synthesize({ MIN_MACHINES: '2' }), 'google_compute_region_instance_group_manager');
  expect(two).toMatchObject({
    target_size: 2,
    wait_for_instances: true,
    wait_for_instances_status: 'UPDATED',
    // Later the autoscaler sets the size, and no plan may reset it.
    lifecycle: { ignore_changes: ['target_size'] },
    // The provider uses the timeout of `create` for updates too.
    timeouts: { create: '90m', update: '90m' },
  });
});

test('archives of earlier versions stay, for old machines that restart during a roll-out', () => {
  for (const archive of ofType(plain, 'google_storage_bucket_object'))
    expect(archive).toMatchObject({ deletion_policy: 'ABANDON', lifecycle: { create_before_destroy: true } });
});

test('a repaired machine gets the current version', () => {
  const group = theOne(plain, 'google_compute_region_instance_group_manager');
  expect(group.instance_lifecycle_policy).toEqual({ force_update_on_repair: 'YES' });
});

test.each([
  ['t2d-standard-16', 'pd-balanced'],
  ['n2d-highcpu-8', 'pd-balanced'],
  ['c3-standard-8', 'pd-balanced'],
  ['c4-standard-8', 'hyperdisk-balanced'],
  ['c4d-standard-8', 'hyperdisk-balanced'],
  ['n4-standard-8', 'hyperdisk-balanced'],
])('a machine of type %s has a type of disk that it supports', (MACHINE_TYPE, kind) => {
  const { disk } = theOne(synthesize({ MACHINE_TYPE }), 'google_compute_instance_template');
  expect(disk).toMatchObject([
    { disk_type: kind, source_image: expect.stringMatching(/family\/debian-13$/) },
  ]);
});

test('preempted spot machines are replaced, and drain in half of the 30 s of their notice', () => {
  const spot = theOne(synthesize({ MACHINE_SPOT: 'true' }), 'google_compute_instance_template');
  expect(spot.scheduling).toEqual({
    provisioning_model: 'SPOT',
    preemptible: true,
    automatic_restart: false,
    on_host_maintenance: 'TERMINATE',
    instance_termination_action: 'STOP',
  });
  for (const daemon of ['extract', 'save'])
    expect((spot.metadata as Record<string, string>)[`${daemon}-env`]).toContain(
      '\nDRAIN_TIMEOUT_MS=15000\n',
    );
  expect((machine.metadata as Record<string, string>)['extract-env']).not.toContain('DRAIN_TIMEOUT_MS');
});

test('with a minimum of no machines, waiting messages alone scale up: there is no CPU to measure', () => {
  const none = synthesize({ MIN_MACHINES: '0' });
  const { autoscaling_policy } = theOne(none, 'google_compute_region_autoscaler');
  const policy = autoscaling_policy as Readonly<Record<string, JsonValue>>;
  expect(policy.min_replicas).toBe(0);
  expect(policy.cpu_utilization).toBeUndefined();
  expect(policy.metric).toHaveLength(2);
  expect(theOne(none, 'google_compute_region_instance_group_manager').target_size).toBe(0);
});

test('the number of machines follows waiting messages and CPU use', () => {
  const { autoscaling_policy: policy } = theOne(plain, 'google_compute_region_autoscaler');
  expect(policy).toMatchObject({
    min_replicas: 1,
    max_replicas: 10,
    cpu_utilization: { target: 0.8 },
    metric: ['posts-extract', 'processed-posts-save'].map((subscription) => ({
      name: 'pubsub.googleapis.com/subscription/num_undelivered_messages',
      filter: `resource.type = "pubsub_subscription" AND resource.labels.subscription_id = "${subscription}"`,
      // A minute's work of 16 threads on 8 cores.
      single_instance_assignment: 240_000,
    })),
  });
});

test('a smaller machine is assigned fewer messages', () => {
  expect(['t2d-standard-4', 'n2d-highcpu-32', 'n2d-custom-8-16384'].map(coresOf)).toEqual([4, 32, 8]);
  const { autoscaling_policy } = theOne(
    synthesize({ MACHINE_TYPE: 't2d-standard-4' }),
    'google_compute_region_autoscaler',
  );
  expect(autoscaling_policy).toMatchObject({ metric: [{ single_instance_assignment: 60_000 }, {}] });
});
