/**
 * Rules for every deployment, whatever its settings, from the CIS benchmark for Google Cloud where it has
 * one. They check all resources, so that they find a new resource that breaks a rule.
 */
import { describe, expect, test } from 'vitest';
import { stringsIn } from '../support/cdktf/references.ts';
import {
  type JsonValue,
  type Resource,
  type SynthesizedDeployment,
  synthesize,
} from '../support/cdktf/synthesize.ts';

const deployments: readonly (readonly [string, SynthesizedDeployment])[] = [
  ['with default settings', synthesize()],
  [
    'with every option',
    synthesize({
      SUBMIT_PUBLIC: 'true',
      SHOW_PUBLIC: 'true',
      SUBMIT_API_KEYS_SECRET: 'keys',
      MACHINE_SPOT: 'true',
      MIN_MACHINES: '0',
      ALERT_EMAIL: 'news@example.org',
      BILLING_ACCOUNT: '0A1B2C-3D4E5F-678901',
      DEPLOY_REPOSITORY: 'news/pipeline',
      KMS_KEY: 'projects/p/locations/us-central1/keyRings/r/cryptoKeys/k',
      DELETION_PROTECTION: 'false',
    }),
  ],
];

interface Policy {
  readonly rule: string;
  readonly of: RegExp;
  /** Whether a resource breaks the rule. */
  readonly isBroken: (resource: Resource) => boolean;
}

const at = (value: JsonValue | undefined, ...path: readonly (string | number)[]): JsonValue | undefined =>
  path.reduce<JsonValue | undefined>((inner, key) => {
    if (inner === null || typeof inner !== 'object') return undefined;
    return (inner as Readonly<Record<string | number, JsonValue>>)[key];
  }, value);

const policies: readonly Policy[] = [
  {
    rule: 'no primitive role is granted, except the read role of the planning account',
    of: /_iam_member\./,
    isBroken: ({ role, member }) =>
      /^roles\/(?:owner|editor)$/.test(String(role)) ||
      (role === 'roles/viewer' && !String(member).includes('account-plan')),
  },
  {
    rule: 'no principal may act as every account of the project (CIS 1.6)',
    of: /^google_project_iam_member\./,
    isBroken: ({ role }) => /iam\.serviceAccount(?:User|TokenCreator)$/.test(String(role)),
  },
  {
    rule: 'only functions may be public',
    of: /_iam_member\.(?!(?:submit|show)-caller)/,
    isBroken: ({ member }) => /^all(?:Authenticated)?Users$/.test(String(member)),
  },
  { rule: 'no account has a key (CIS 1.4)', of: /^google_service_account_key\./, isBroken: () => true },
  {
    rule: 'no bucket can be made public, and access is by IAM alone (CIS 5.1, 5.2)',
    of: /^google_storage_bucket\./,
    isBroken: (bucket) =>
      bucket.public_access_prevention !== 'enforced' || bucket.uniform_bucket_level_access !== true,
  },
  {
    rule: 'no firewall rule allows every source (CIS 3.6, 3.7)',
    of: /^google_compute_firewall\./,
    isBroken: ({ direction, source_ranges }) =>
      direction === 'INGRESS' &&
      (source_ranges === undefined || JSON.stringify(source_ranges).includes('0.0.0.0/0')),
  },
  {
    rule: 'no network creates subnetworks automatically (CIS 3.1)',
    of: /^google_compute_network\./,
    isBroken: ({ auto_create_subnetworks }) => auto_create_subnetworks !== false,
  },
  {
    rule: 'machines run as a separate account (CIS 4.1, 4.2)',
    of: /^google_compute_instance_template\./,
    isBroken: (machine) => !/machines@/.test(String(at(machine.service_account, 'email'))),
  },
  {
    rule: 'OS Login is the only login to machines, without project keys and serial console (CIS 4.3, 4.4, 4.5)',
    of: /^google_compute_instance_template\./,
    isBroken: ({ metadata }) =>
      at(metadata, 'enable-oslogin') !== 'TRUE' ||
      at(metadata, 'block-project-ssh-keys') !== 'TRUE' ||
      at(metadata, 'serial-port-enable') !== undefined,
  },
  {
    rule: 'machines forward no packets, are shielded VMs, and have no external address (CIS 4.6, 4.8, 4.9)',
    of: /^google_compute_instance_template\./,
    isBroken: (machine) =>
      machine.can_ip_forward === true ||
      at(machine.shielded_instance_config, 'enable_secure_boot') !== true ||
      at(machine.network_interface, 0, 'access_config') !== undefined,
  },
  {
    rule: 'functions are built and run as separate accounts, not as the default one',
    of: /^google_cloudfunctions2_function\./,
    isBroken: ({ service_config, build_config }) =>
      at(service_config, 'service_account_email') === undefined ||
      at(build_config, 'service_account') === undefined,
  },
  {
    rule: 'functions have limits of instances, and so of costs',
    of: /^google_cloudfunctions2_function\./,
    isBroken: ({ service_config }) => !(Number(at(service_config, 'max_instance_count')) <= 100),
  },
  {
    rule: 'every resource with data has a configured location',
    of: /^google_(?:firestore_database|storage_bucket|logging_project_bucket_config|artifact_registry_repository)\./,
    isBroken: ({ location, location_id }) => (location ?? location_id) === undefined,
  },
  {
    rule: 'every resource is in the project of the deployment',
    of: /./,
    isBroken: ({ project }) => project !== undefined && project !== 'demo-entity-pipeline',
  },
];

describe.each(deployments)('a deployment %s', (_, { resources }) => {
  test.each(policies.map((policy) => [policy.rule, policy] as const))('%s', (_rule, { of, isBroken }) => {
    const broken = [...resources].filter(([address, resource]) => of.test(address) && isBroken(resource));
    expect(broken.map(([address]) => address)).toEqual([]);
  });

  test('contains no secret', () => {
    const suspicious = /-----BEGIN|AIza[\w-]{35}|ya29\.|"private_key"|[?&]key=/;
    const found = [...resources].flatMap(([address, resource]) =>
      stringsIn(resource as JsonValue)
        .filter(({ text }) => suspicious.test(text))
        .map(({ path }) => address + path),
    );
    expect(found).toEqual([]);
  });
});

test('each rule matches an existing resource, or a type that must never exist', () => {
  const [, [, everything]] = deployments as readonly [unknown, readonly [string, SynthesizedDeployment]];
  const idle = policies.filter(
    ({ of }) => ![...everything.resources.keys()].some((address) => of.test(address)),
  );
  expect(idle.map(({ rule }) => rule)).toEqual(['no account has a key (CIS 1.4)']);
});
