import { expect, test } from 'vitest';
import { apisOf } from '../../cdktf/services.ts';
import { allBefore, referencesOf } from '../support/cdktf/references.ts';
import { ofType, synthesize } from '../support/cdktf/synthesize.ts';

const stack = synthesize({ ALERT_EMAIL: 'news@example.org', SUBMIT_API_KEYS_SECRET: 'keys' });
const addresses = [...stack.resources.keys()];

/** The addresses that match a pattern, at least one. */
function those(pattern: RegExp): string[] {
  const found = addresses.filter((address) => pattern.test(address));
  if (found.length === 0) throw new Error(`no resource is like ${pattern}`);
  return found;
}

function expectBefore(later: RegExp, earlier: RegExp): void {
  for (const address of those(later)) {
    expect([...allBefore(stack, address)], address).toEqual(expect.arrayContaining(those(earlier)));
  }
}

test('every resource waits until the APIs that create it are enabled and effective', () => {
  for (const address of addresses.filter((one) => /^google_(?!project_service\.)/.test(one))) {
    const type = address.slice(0, address.indexOf('.'));
    const apis = apisOf(type).map((api) => `google_project_service.api-${api}`);
    expect([...allBefore(stack, address)], address).toEqual(
      expect.arrayContaining([...apis, 'time_sleep.apis-are-on']),
    );
  }
  expect(stack.resources.get('time_sleep.apis-are-on')).toMatchObject({ create_duration: '90s' });
});

test('the wait for APIs is repeated when another API is added', () => {
  const { triggers } = stack.resources.get('time_sleep.apis-are-on') ?? {};
  for (const { service } of ofType(stack, 'google_project_service'))
    expect(String((triggers as { after: string }).after)).toContain(
      String(service).replace('.googleapis.com', ''),
    );
});

test("Resource Manager's API is enabled before any other", () => {
  const first = 'google_project_service.api-cloudresourcemanager';
  for (const address of those(/^google_project_service\./).filter((one) => one !== first))
    expect(stack.resources.get(address)?.depends_on, address).toEqual([first]);
});

test('the region stack depends on nothing in the data stack, only on its deployment', () => {
  const { data, compute } = stack;
  for (const [address, resource] of compute.resources)
    expect(
      referencesOf(resource).filter((one) => data.resources.has(one)),
      address,
    ).toEqual([]);
});

test("accounts of Google's services that exist on demand are requested", () => {
  const services = ofType(stack, 'google_project_service_identity').map(({ service }) => service);
  expect(services.sort()).toEqual(
    ['artifactregistry', 'cloudbuild', 'monitoring', 'pubsub'].map((api) => `${api}.googleapis.com`),
  );
});

test('fields of Firestore are changed one after the other, after all indexes', () => {
  expectBefore(/^google_firestore_field\./, /^google_firestore_index\./);
  const fields = those(/^google_firestore_field\./);
  const before = fields.map((address) =>
    (stack.resources.get(address)?.depends_on ?? []).filter((one) =>
      one.startsWith('google_firestore_field.'),
    ),
  );
  expect(before.filter((list) => list.length === 0)).toHaveLength(1);
  expect(new Set(before.flat()).size).toBe(fields.length - 1);
});

test('every reference is to an existing resource, by an address that Terraform can read', () => {
  const referred = addresses.flatMap((address) => referencesOf(stack.resources.get(address) ?? {}));
  expect([...new Set(referred)].filter((address) => !stack.resources.has(address))).toEqual([]);
});

test('no resource depends on itself', () => {
  expect(addresses.filter((address) => allBefore(stack, address).has(address))).toEqual([]);
});

test('a function is built after its builder may read, write and log, and starts with its grants', () => {
  expectBefore(/^google_cloudfunctions2_function\./, /\.build-/);
  expectBefore(/^time_sleep\.builder-may-build$/, /\.build-/);
  expectBefore(/^google_cloudfunctions2_function\./, /^time_sleep\.builder-may-build$/);
  expectBefore(/^google_cloudfunctions2_function\./, /\.artifact-functions$/);
  expectBefore(/^google_cloudfunctions2_function\.submit$/, /\.submit-(?!caller)/);
  expectBefore(/^google_cloudfunctions2_function\.show$/, /\.show-(?!caller)/);
});

test('show starts after the indexes of its queries exist', () => {
  expectBefore(/^google_cloudfunctions2_function\.show$/, /^google_firestore_(?:index|field)\./);
});

test('machines start after their network, the archive of the daemons and its grants', () => {
  const group = /^google_compute_region_instance_group_manager\./;
  expectBefore(group, /\.artifact-daemons$/);
  expectBefore(group, /\.(?:machines|extract|save)-(?:read|write|act|receive|publish)/);
  expectBefore(group, /^google_dns_record_set\./);
  expectBefore(group, /^google_compute_firewall\.let-google-apis-out$/);
  expectBefore(/^google_compute_region_autoscaler\./, group);
});

test("Pub/Sub's service account exists before it gets grants", () => {
  expectBefore(/\.forward-/, /^google_project_service_identity\.pubsub-agent$/);
});

test('indexes, exemptions, backups and grants follow the database', () => {
  const database = /^google_firestore_database\.database$/;
  expectBefore(/^google_firestore_(?:index|field|backup_schedule)\./, database);
  expectBefore(/\.(?:save-writes|show-reads)-database$/, database);
});
