import { describe, expect, test } from 'vitest';
import { compositeIndexes, singleFieldIndexes } from '../../functions/common/domain/indexes.ts';
import { stringsIn, template } from '../support/cdktf/references.ts';
import { type Json, ofType, PROJECT, synthesize, theOne } from '../support/cdktf/synthesize.ts';

const PREFIX = 'twenty-characters-lo';
const stack = synthesize({
  NAME_PREFIX: PREFIX,
  GOOGLE_CLOUD_PROJECT: 'a-project-id-of-30-characters0',
  ALERT_EMAIL: 'news@example.org',
});
const plain = synthesize();

test('every resource, by type and number, but for fields and indexes, which follow the documents', () => {
  const counts: Record<string, number> = {};
  for (const address of plain.resources.keys()) {
    const type = address.slice(0, address.indexOf('.'));
    if (/^google_firestore_(?:field|index)$/.test(type)) continue;
    counts[type] = (counts[type] ?? 0) + 1;
  }
  expect(counts).toMatchSnapshot();
});

test('the state is kept in a bucket, under the name of the deployment', () => {
  expect(plain.terraform).toMatchObject({
    backend: { gcs: { bucket: `${PROJECT}-terraform-state`, prefix: 'pipeline' } },
  });
  expect(stack.terraform).toMatchObject({ backend: { gcs: { prefix: PREFIX } } });
});

describe('names', () => {
  /** What each type allows; Terraform's own addition to a name prefix has 26 characters. */
  const rules: Readonly<Record<string, { readonly argument: string; readonly pattern: RegExp }>> = {
    google_service_account: { argument: 'account_id', pattern: /^[a-z](?:[-a-z0-9]{4,28}[a-z0-9])$/ },
    google_storage_bucket: { argument: 'name', pattern: /^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/ },
    google_cloudfunctions2_function: { argument: 'name', pattern: /^[a-z](?:[-a-z0-9]{0,47}[a-z0-9])?$/ },
    google_compute_instance_template: { argument: 'name_prefix', pattern: /^[a-z][-a-z0-9]{0,36}$/ },
    google_compute_region_instance_group_manager: {
      argument: 'base_instance_name',
      pattern: /^[a-z][-a-z0-9]{0,56}[a-z0-9]$/,
    },
    google_compute_network: { argument: 'name', pattern: /^[a-z](?:[-a-z0-9]{0,61}[a-z0-9])?$/ },
    google_compute_firewall: { argument: 'name', pattern: /^[a-z](?:[-a-z0-9]{0,61}[a-z0-9])?$/ },
    google_compute_subnetwork: { argument: 'name', pattern: /^[a-z](?:[-a-z0-9]{0,61}[a-z0-9])?$/ },
    google_compute_health_check: { argument: 'name', pattern: /^[a-z](?:[-a-z0-9]{0,61}[a-z0-9])?$/ },
    google_compute_region_autoscaler: { argument: 'name', pattern: /^[a-z](?:[-a-z0-9]{0,61}[a-z0-9])?$/ },
    google_dns_managed_zone: { argument: 'name', pattern: /^[a-z](?:[-a-z0-9]{0,61}[a-z0-9])?$/ },
    google_pubsub_topic: { argument: 'name', pattern: /^(?!goog)[A-Za-z][\w.~+%-]{2,254}$/ },
    google_pubsub_subscription: { argument: 'name', pattern: /^(?!goog)[A-Za-z][\w.~+%-]{2,254}$/ },
    google_artifact_registry_repository: {
      argument: 'repository_id',
      pattern: /^[a-z](?:[-a-z0-9]{0,61}[a-z0-9])?$/,
    },
    google_logging_project_bucket_config: { argument: 'bucket_id', pattern: /^[A-Za-z0-9][\w.-]{0,99}$/ },
  };

  test.each([
    ['the longest prefix', stack],
    ['no prefix', plain],
  ])('are within what is allowed, with %s', (_, synthesized) => {
    for (const [type, { argument, pattern }] of Object.entries(rules)) {
      for (const resource of ofType(synthesized, type))
        expect(String(resource[argument]), type).toMatch(pattern);
    }
  });

  test('all carry the prefix, so that several deployments can share a project', () => {
    for (const [type, { argument }] of Object.entries(rules)) {
      for (const resource of ofType(stack, type))
        expect(String(resource[argument]), type).toContain(`${PREFIX}-`);
    }
  });
});

describe('machines', () => {
  const machine = theOne(plain, 'google_compute_instance_template');

  test('have no address outside their network, nor any way to one', () => {
    const all = [...plain.resources].flatMap(([address, resource]) =>
      stringsIn(resource as Json).map(({ path }) => `${address}${path}`),
    );
    expect(all.filter((path) => /access_config|nat_ip|external/.test(path))).toEqual([]);
    expect(machine.network_interface).toEqual([
      { subnetwork: template('google_compute_subnetwork.subnetwork.id') },
    ]);
    expect(
      [...plain.resources.keys()].filter((address) =>
        /_router|_nat|_global_address|_address\./.test(address),
      ),
    ).toEqual([]);
    expect(theOne(plain, 'google_compute_subnetwork').private_ip_google_access).toBe(true);
  });

  test('let in health checks alone, and reach Google alone', () => {
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

  test('are shielded, and opened by OS Login only', () => {
    expect(machine.shielded_instance_config).toEqual({
      enable_integrity_monitoring: true,
      enable_secure_boot: true,
      enable_vtpm: true,
    });
    expect(machine.metadata).toMatchObject({ 'enable-oslogin': 'TRUE', 'block-project-ssh-keys': 'TRUE' });
  });

  test('are healed by their own health and replaced without loss of capacity', () => {
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

  test('are as many as messages wait for, and as CPU asks for', () => {
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
});

describe('Firestore', () => {
  test('is protected from deletion, and can be restored to any minute of the last week', () => {
    const database = theOne(plain, 'google_firestore_database');
    expect(database).toMatchObject({
      delete_protection_state: 'DELETE_PROTECTION_ENABLED',
      point_in_time_recovery_enablement: 'POINT_IN_TIME_RECOVERY_ENABLED',
      lifecycle: { prevent_destroy: true },
    });
  });

  test('can be destroyed when that is asked for', () => {
    const unprotected = synthesize({ DELETION_PROTECTION: 'false' });
    expect(theOne(unprotected, 'google_firestore_database').delete_protection_state).toBe(
      'DELETE_PROTECTION_DISABLED',
    );
    const kept = [...unprotected.resources.values()].filter(
      ({ lifecycle }) => lifecycle?.prevent_destroy === true,
    );
    expect(kept).toEqual([]);
  });

  test('has the indexes that queries need', () => {
    const indexes = ofType(plain, 'google_firestore_index').map(({ collection, query_scope, fields }) => ({
      collection,
      scope: query_scope,
      fields: (fields as readonly { field_path: string; order: string }[]).map(({ field_path, order }) => ({
        field: field_path,
        order,
      })),
    }));
    expect(indexes).toEqual(expect.arrayContaining([...compositeIndexes]));
    expect(indexes).toHaveLength(compositeIndexes.length);
  });

  test('indexes no field by itself but those that queries need', () => {
    const indexed = ofType(plain, 'google_firestore_field').flatMap(({ collection, field, index_config }) =>
      (index_config as { indexes: readonly { order: string; query_scope: string }[] }).indexes.map(
        (index) => ({
          collection,
          scope: index.query_scope,
          fields: [{ field, order: index.order }],
        }),
      ),
    );
    expect(indexed).toEqual(expect.arrayContaining([...singleFieldIndexes]));
    expect(indexed).toHaveLength(singleFieldIndexes.length);
  });

  test('forgets posts when they expire, and nothing else', () => {
    const expiring = ofType(plain, 'google_firestore_field').filter(
      (field) => field.ttl_config !== undefined,
    );
    expect(expiring.map(({ collection, field }) => `${collection}.${field}`)).toEqual(['posts.expireAt']);
  });

  test('is closed to every client', () => {
    const [rules] = stringsIn(theOne(plain, 'google_firebaserules_ruleset').source as Json);
    expect(rules?.text).toMatch(/match \/\{document=\*\*\} \{\s*allow read, write: if false;/);
    expect(rules?.text.match(/allow/g)).toHaveLength(1);
  });
});

describe('people', () => {
  test('are told the address, how to submit a post, and where the dashboard is', () => {
    expect(Object.keys(plain.outputs)).toEqual(
      expect.arrayContaining(['submit_url', 'submit_curl', 'show_url', 'dashboard']),
    );
    expect(plain.outputs.submit_curl?.value).toContain('gcloud auth print-identity-token');
  });

  test('are written to about every alert when there is an address', () => {
    const channels = ofType(stack, 'google_monitoring_alert_policy').map(
      (alert) => alert.notification_channels,
    );
    expect(channels).toEqual(
      channels.map(() => [template('google_monitoring_notification_channel.alert-email.name')]),
    );
    expect(ofType(plain, 'google_monitoring_notification_channel')).toEqual([]);
  });

  test('may call a function only where it is public', () => {
    expect(
      ofType(plain, 'google_cloud_run_v2_service_iam_member').filter(({ name }) =>
        String(name).includes('submit'),
      ),
    ).toEqual([]);
  });
});
