import { describe, expect, test } from 'vitest';
import { template } from '../support/cdktf/references.ts';
import { ofType, PROJECT, synthesize } from '../support/cdktf/synthesize.ts';

const PREFIX = 'twenty-characters-lo';
const stack = synthesize({
  NAME_PREFIX: PREFIX,
  GOOGLE_CLOUD_PROJECT: 'a-project-id-of-30-characters0',
  ALERT_EMAIL: 'news@example.org',
});
const plain = synthesize();

test('a deployment has these numbers of resources by type, except fields and indexes, which follow the documents', () => {
  const counts: Record<string, number> = {};
  for (const address of plain.resources.keys()) {
    const type = address.slice(0, address.indexOf('.'));
    if (/^google_firestore_(?:field|index)$/.test(type)) continue;
    counts[type] = (counts[type] ?? 0) + 1;
  }
  expect(counts).toMatchSnapshot();
});

test('each stack keeps its state in a bucket, under the names of the deployment and the stack', () => {
  const bucket = `${PROJECT}-terraform-state`;
  expect(plain.data.terraform).toMatchObject({ backend: { gcs: { bucket, prefix: 'pipeline/data' } } });
  expect(plain.compute.terraform).toMatchObject({
    backend: { gcs: { bucket, prefix: 'pipeline/compute-us-central1' } },
  });
  expect(stack.data.terraform).toMatchObject({ backend: { gcs: { prefix: `${PREFIX}/data` } } });
});

test("calls count against the quota of the project, and all resources that take labels have the deployment's", () => {
  for (const { providers } of [plain.data, plain.compute]) {
    const ours = { user_project_override: true, billing_project: PROJECT };
    expect(providers.google).toMatchObject([{ ...ours, default_labels: { deployment: 'pipeline' } }]);
    expect(providers['google-beta']).toMatchObject([ours]);
  }
});

describe('names', () => {
  /** The limits of each type. Terraform adds 26 characters to a name prefix. */
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
  ])('are within the limits, with %s', (_, synthesized) => {
    for (const [type, { argument, pattern }] of Object.entries(rules)) {
      for (const resource of ofType(synthesized, type))
        expect(
          String(resource[argument]).replace(template('time_static.birthday.unix'), '1800000000'),
          type,
        ).toMatch(pattern);
    }
  });

  test('all have the prefix, so that several deployments can share a project', () => {
    for (const [type, { argument }] of Object.entries(rules)) {
      for (const resource of ofType(stack, type))
        expect(String(resource[argument]), type).toContain(`${PREFIX}-`);
    }
  });
});

describe('a deployment', () => {
  test('prints the address, how to submit a post, and where the dashboard is', () => {
    expect(Object.keys(plain.outputs)).toEqual(
      expect.arrayContaining(['submit_url', 'submit_curl', 'show_url', 'dashboard']),
    );
    expect(plain.outputs.submit_curl?.value).toContain('gcloud auth print-identity-token');
  });

  test('notifies about every alert when there is an email address', () => {
    const channels = ofType(stack, 'google_monitoring_alert_policy').map(
      (alert) => alert.notification_channels,
    );
    expect(channels).toEqual(
      channels.map(() => [template('google_monitoring_notification_channel.alert-email.name')]),
    );
    expect(ofType(plain, 'google_monitoring_notification_channel')).toEqual([]);
  });

  test('lets anyone call a function only where it is public, and none is by default', () => {
    const members = (environment: Readonly<Record<string, string>>) =>
      ofType(synthesize(environment), 'google_cloud_run_v2_service_iam_member')
        .filter(({ member }) => member === 'allUsers')
        .map(({ name }) => name);
    expect(members({})).toEqual([]);
    expect(members({ SHOW_PUBLIC: 'true' })).toEqual([template('google_cloudfunctions2_function.show.name')]);
  });
});

test('messages stay in the allowed regions, and everything is encrypted with the configured key', () => {
  const key = 'projects/news/locations/europe-west1/keyRings/ring/cryptoKeys/key';
  const ours = synthesize({
    REGION: 'europe-west1',
    FIRESTORE_LOCATION: 'europe-west1',
    MESSAGE_REGIONS: 'europe-west1,europe-west4',
    KMS_KEY: key,
  });
  for (const topic of ofType(ours, 'google_pubsub_topic')) {
    expect(topic).toMatchObject({
      kms_key_name: key,
      message_storage_policy: { allowed_persistence_regions: ['europe-west1', 'europe-west4'] },
    });
  }
  expect(ofType(ours, 'google_firestore_database')).toMatchObject([{ cmek_config: { kms_key_name: key } }]);
  expect(ofType(ours, 'google_storage_bucket')).toMatchObject([
    { encryption: { default_kms_key_name: key } },
  ]);
  expect(ofType(ours, 'google_compute_instance_template')).toMatchObject([
    { disk: [{ disk_encryption_key: { kms_key_self_link: key } }] },
  ]);
  for (const topic of ofType(plain, 'google_pubsub_topic')) {
    expect(topic.kms_key_name).toBeUndefined();
    expect(topic.message_storage_policy).toBeUndefined();
  }
});

test('the log bucket has another name than that of a deployment that was destroyed before', () => {
  expect(ofType(plain, 'google_logging_project_bucket_config')).toMatchObject([
    { bucket_id: `pipeline-logs-${template('time_static.birthday.unix')}`, location: 'global' },
  ]);
});
