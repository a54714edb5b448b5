import { expect, test } from 'vitest';
import { apisOf } from '../../cdktf/services.ts';
import { allBefore, referencesOf } from '../support/cdktf/references.ts';
import { synthesize } from '../support/cdktf/synthesize.ts';

const stack = synthesize({ ALERT_EMAIL: 'news@example.org', SUBMIT_API_KEYS_SECRET: 'keys' });
const addresses = [...stack.resources.keys()];

/** The addresses that match a pattern; there has to be one. */
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

test('every resource waits for the APIs it is made through', () => {
  for (const address of addresses.filter((one) => !one.startsWith('google_project_service.'))) {
    const type = address.slice(0, address.indexOf('.'));
    const apis = apisOf(type).map((api) => `google_project_service.api-${api}`);
    expect(stack.resources.get(address)?.depends_on, address).toEqual(expect.arrayContaining(apis));
  }
});

test('all that is referred to is there, by an address that Terraform can read', () => {
  const referred = addresses.flatMap((address) => referencesOf(stack.resources.get(address) ?? {}));
  expect([...new Set(referred)].filter((address) => !stack.resources.has(address))).toEqual([]);
});

test('nothing waits for itself', () => {
  expect(addresses.filter((address) => allBefore(stack, address).has(address))).toEqual([]);
});

test('a function is built when its builder may read, write and log, and starts with what it is granted', () => {
  expectBefore(/^google_cloudfunctions2_function\./, /\.build-/);
  expectBefore(/^google_cloudfunctions2_function\./, /\.artifact-functions$/);
  expectBefore(/^google_cloudfunctions2_function\.submit$/, /\.submit-(?!caller)/);
  expectBefore(/^google_cloudfunctions2_function\.show$/, /\.show-(?!caller)/);
});

test('machines start with a network, the daemons to download, and all that these are granted', () => {
  const group = /^google_compute_region_instance_group_manager\./;
  expectBefore(group, /\.artifact-daemons$/);
  expectBefore(group, /\.(?:machines|extract|save)-(?:read|write|act|receive|publish)/);
  expectBefore(group, /^google_dns_record_set\./);
  expectBefore(group, /^google_compute_firewall\.let-google-apis-out$/);
  expectBefore(/^google_compute_region_autoscaler\./, group);
});

test('Pub/Sub is there, as a principal, before it is granted anything', () => {
  expectBefore(/\.forward-/, /^google_project_service_identity\.pubsub-agent$/);
});

test('indexes, exemptions, rules and grants come after the database', () => {
  const database = /^google_firestore_database\.database$/;
  expectBefore(/^google_firestore_(?:index|field)\./, database);
  expectBefore(/^google_firebaserules_/, database);
  expectBefore(/\.(?:save-writes|show-reads)-database$/, database);
});
