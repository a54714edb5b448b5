import { describe, expect, test } from 'vitest';
import { type AnyJson, type JsonObject, objectOf } from './json.ts';
import type { ApiReply } from './routes.ts';
import { answer } from './server.ts';
import { runningSource } from './services/cloud-functions.ts';
import { createWorld, type GoogleWorld } from './world.ts';

const PROJECT = 'a-project';
const ACCOUNT = `build@${PROJECT}.iam.gserviceaccount.com`;
const FUNCTIONS = `/cloudfunctions/v2/projects/${PROJECT}/locations/us-east1/functions`;

/** A world whose clock does not advance and whose APIs have been enabled for long. */
function aWorld() {
  let now = 1_000_000;
  const settings = { project: PROJECT, projectNumber: '12', propagationMs: 1_000, rolloutMs: 5_000 };
  const world = createWorld(settings, () => now);
  for (const api of 'artifactregistry cloudfunctions cloudresourcemanager compute dns firestore iam logging monitoring pubsub run secretmanager'.split(
    ' ',
  )) {
    world.enabledAt.set(`${api}.googleapis.com`, 0);
  }
  const call = (
    verb: string,
    address: string,
    body: JsonObject = {},
    more: Partial<Headed> = {},
  ): ApiReply => {
    const url = new URL(address, 'http://127.0.0.1');
    const { headers = {}, bytes = Buffer.alloc(0) } = more;
    const request = { verb, path: url.pathname, query: url.searchParams, body, bytes, headers, name: '' };
    return answer(world, undefined, request);
  };
  return {
    world,
    call,
    wait: (ms: number) => {
      now += ms;
    },
  };
}

interface Headed {
  readonly headers: Readonly<Record<string, string>>;
  readonly bytes: Buffer;
}

describe('an API', () => {
  test('answers 403 until it has been enabled for a while', () => {
    const { world, call, wait } = aWorld();
    world.enabledAt.delete('pubsub.googleapis.com');
    const topic = `/pubsub/v1/projects/${PROJECT}/topics/posts`;
    expect(call('PUT', topic)).toMatchObject({
      status: 403,
      body: { error: { details: [{ reason: 'SERVICE_DISABLED' }] } },
    });
    call('POST', `/serviceusage/v1/projects/${PROJECT}/services:batchEnable`, {
      serviceIds: ['pubsub.googleapis.com'],
    });
    expect(call('PUT', topic).status).toBe(403);
    wait(1_000);
    expect(call('PUT', topic).status).toBe(200);
  });

  test('refuses a call that the stand-in does not know, and records it as a violation', () => {
    const { world, call } = aWorld();
    expect(call('GET', '/pubsub/v1/unheard-of').status).toBe(400);
    expect(world.violations).toEqual(['the stand-in does not know GET /pubsub/v1/unheard-of']);
  });

  test('refuses to create an existing name and to read a missing one', () => {
    const { call } = aWorld();
    const topic = `/pubsub/v1/projects/${PROJECT}/topics/posts`;
    expect(call('GET', topic).status).toBe(404);
    expect(call('PUT', topic).status).toBe(200);
    expect(call('PUT', topic).status).toBe(409);
  });
});

describe('a policy', () => {
  const policy = `/cloudresourcemanager/v1/projects/${PROJECT}`;
  const grant = (etag: AnyJson | undefined, member: string) => ({
    policy: {
      version: 3,
      ...(etag !== undefined && { etag }),
      bindings: [{ role: 'roles/viewer', members: [member] }],
    },
  });

  test('is written only with the etag of the last read', () => {
    const { call } = aWorld();
    const { etag } = call('POST', `${policy}:getIamPolicy`).body;
    expect(call('POST', `${policy}:setIamPolicy`, grant(etag, 'allUsers')).status).toBe(200);
    expect(call('POST', `${policy}:setIamPolicy`, grant(etag, 'allUsers'))).toMatchObject({
      status: 409,
      body: { error: { status: 'ABORTED' } },
    });
  });

  test('accepts only existing service accounts', () => {
    const { call } = aWorld();
    const written = () =>
      call('POST', `${policy}:setIamPolicy`, grant(undefined, `serviceAccount:${ACCOUNT}`)).status;
    expect(written()).toBe(400);
    call('POST', `/iam/v1/projects/${PROJECT}/serviceAccounts`, { accountId: 'build' });
    expect(written()).toBe(200);
  });

  test("accepts an API's own account after it was requested", () => {
    const { call } = aWorld();
    const identity = call(
      'POST',
      `/serviceusage/v1beta1/projects/${PROJECT}/services/pubsub.googleapis.com:generateServiceIdentity`,
    ).body;
    const email = String(objectOf(identity, 'response').email);
    expect(call('POST', `${policy}:setIamPolicy`, grant(undefined, `serviceAccount:${email}`)).status).toBe(
      200,
    );
  });
});

describe('an upload', () => {
  const objects = '/upload/storage/v1/b/artifacts/o';

  test('arrives in chunks, each confirmed', () => {
    const { world, call } = aWorld();
    call('POST', '/storage/v1/b?project=p', { name: 'artifacts', location: 'us-east1' });
    const { headers } = call(
      'POST',
      `${objects}?uploadType=resumable&name=a.zip`,
      {},
      { headers: { host: 'h' } },
    );
    const to = String(headers.location).replace('http://h', '');
    const no308 = { 'x-guploader-no-308': 'yes' };
    const first = call(
      'PUT',
      to,
      {},
      { bytes: Buffer.from('abc'), headers: { ...no308, 'content-range': 'bytes 0-2/*' } },
    );
    expect(first).toMatchObject({
      status: 200,
      headers: { 'x-http-status-code-override': '308', range: 'bytes=0-2' },
    });
    const last = call(
      'PUT',
      to,
      {},
      { bytes: Buffer.from('de'), headers: { ...no308, 'content-range': 'bytes 3-4/5' } },
    );
    expect(last).toMatchObject({ status: 200, body: { name: 'a.zip', size: '5' } });
    expect(world.uploads.get('storage/b/artifacts/o/a.zip')?.toString()).toBe('abcde');
  });

  test('arrives in one multipart request', () => {
    const { world, call } = aWorld();
    call('POST', '/storage/v1/b?project=p', { name: 'artifacts', location: 'us-east1' });
    const bytes = Buffer.from(
      '--x\r\ncontent-type: application/json\r\n\r\n{"name":"a"}\r\n--x\r\n\r\nabc\r\n--x--\r\n',
    );
    const headers = { 'content-type': 'multipart/related; boundary=x' };
    expect(call('POST', `${objects}?uploadType=multipart`, {}, { bytes, headers }).status).toBe(200);
    expect(world.uploads.get('storage/b/artifacts/o/a')?.toString()).toBe('abc');
  });

  test('keeps its bucket from being deleted', () => {
    const { world, call } = aWorld();
    call('POST', '/storage/v1/b?project=p', { name: 'artifacts', location: 'us-east1' });
    world.resources.set('storage/b/artifacts/o/a', {});
    expect(call('DELETE', '/storage/v1/b/artifacts').status).toBe(409);
  });
});

describe('a function', () => {
  const body = (object: string) => ({
    buildConfig: {
      serviceAccount: `projects/${PROJECT}/serviceAccounts/${ACCOUNT}`,
      dockerRepository: `projects/${PROJECT}/locations/us-east1/repositories/images`,
      source: { storageSource: { bucket: 'artifacts', object } },
    },
  });

  function readyToBuild(world: GoogleWorld): void {
    world.resources.set('storage/b/artifacts/o/one', {});
    world.resources.set('storage/b/artifacts/o/two', {});
    for (const [key, role] of [
      [
        `artifactregistry/projects/${PROJECT}/locations/us-east1/repositories/images`,
        'roles/artifactregistry.writer',
      ],
      ['storage/b/artifacts', 'roles/storage.objectViewer'],
      [`cloudresourcemanager/${PROJECT}`, 'roles/logging.logWriter'],
    ] as const) {
      world.grantedAt.set(`${key} ${role} serviceAccount:${ACCOUNT}`, world.now());
    }
  }

  test('is not built before the grants of its builder are effective', () => {
    const { world, call, wait } = aWorld();
    readyToBuild(world);
    expect(call('POST', `${FUNCTIONS}?functionId=submit`, body('one')).body).toMatchObject({
      done: true,
      error: {},
    });
    call('DELETE', `${FUNCTIONS}/submit`);
    wait(1_000);
    expect(call('POST', `${FUNCTIONS}?functionId=submit`, body('one')).body).toMatchObject({
      response: { state: 'ACTIVE' },
    });
  });

  test('keeps running its last version when an update fails', () => {
    const { world, call, wait } = aWorld();
    readyToBuild(world);
    wait(1_000);
    call('POST', `${FUNCTIONS}?functionId=submit`, body('one'));
    world.failingBuilds.set('submit', 1);
    expect(call('PATCH', `${FUNCTIONS}/submit?updateMask=buildConfig`, body('two')).body).toMatchObject({
      error: {},
    });
    expect(runningSource(world, `projects/${PROJECT}/locations/us-east1/functions/submit`)).toBe('one');
    call('PATCH', `${FUNCTIONS}/submit?updateMask=buildConfig`, body('two'));
    expect(runningSource(world, `projects/${PROJECT}/locations/us-east1/functions/submit`)).toBe('two');
  });
});

describe('a group of machines', () => {
  const region = `/compute/v1/projects/${PROJECT}/regions/us-east1`;
  const stable = ({ body }: ApiReply) => objectOf(body, 'status').isStable;

  test('is stable when it has replaced its machines since the last change', () => {
    const { call, wait } = aWorld();
    call('POST', `${region}/instanceGroupManagers`, { name: 'machines', targetSize: 2 });
    wait(4_000);
    call('PATCH', `${region}/instanceGroupManagers/machines`, { versions: [] });
    wait(4_000);
    expect(stable(call('GET', `${region}/instanceGroupManagers/machines`))).toBe(false);
    wait(1_000);
    expect(stable(call('GET', `${region}/instanceGroupManagers/machines`))).toBe(true);
  });

  test('is stable without machines, and never with more than the region has', () => {
    const { world, call, wait } = aWorld();
    world.availableMachines = 1;
    call('POST', `${region}/instanceGroupManagers`, { name: 'machines', targetSize: 0 });
    expect(stable(call('GET', `${region}/instanceGroupManagers/machines`))).toBe(true);
    const target = `projects/${PROJECT}/regions/us-east1/instanceGroupManagers/machines`;
    call('POST', `${region}/autoscalers`, {
      name: 'machines',
      target,
      autoscalingPolicy: { minNumReplicas: 2 },
    });
    wait(60_000);
    expect(stable(call('GET', `${region}/instanceGroupManagers/machines`))).toBe(false);
  });

  test('has a network that cannot be deleted in use, and whose ranges do not overlap', () => {
    const { call } = aWorld();
    const network = `projects/${PROJECT}/global/networks/net`;
    call('POST', `/compute/v1/projects/${PROJECT}/global/networks`, { name: 'net' });
    const subnetwork = (ipCidrRange: string) => ({
      name: `range-${ipCidrRange.split('.')[1]}`,
      network,
      ipCidrRange,
    });
    expect(call('POST', `${region}/subnetworks`, subnetwork('10.64.0.0/20')).status).toBe(200);
    expect(
      call('POST', `${region.replace('us-east1', 'us-west1')}/subnetworks`, subnetwork('10.64.8.0/24'))
        .status,
    ).toBe(400);
    expect(call('POST', `${region}/subnetworks`, subnetwork('10.65.0.0/20')).status).toBe(200);
    expect(call('DELETE', `/compute/v1/${network}`)).toMatchObject({ status: 400 });
  });
});

describe('a deletion', () => {
  test('keeps the name of a log bucket in use', () => {
    const { call } = aWorld();
    const buckets = `/logging/v2/projects/${PROJECT}/locations/us-east1/buckets`;
    call('POST', `${buckets}:createAsync?bucketId=logs`, { retentionDays: 30 });
    call('DELETE', `${buckets}/logs`);
    expect(call('GET', `${buckets}/logs`).body.lifecycleState).toBe('DELETE_REQUESTED');
    expect(call('PATCH', `${buckets}/logs?updateMask=retentionDays`, { retentionDays: 9 }).status).toBe(400);
    expect(call('POST', `${buckets}:createAsync?bucketId=logs`).status).toBe(409);
    call('POST', `${buckets}/logs:undelete`);
    expect(call('PATCH', `${buckets}/logs?updateMask=retentionDays`, { retentionDays: 9 }).status).toBe(200);
  });

  test('of a protected database is refused', () => {
    const { call } = aWorld();
    const databases = `/firestore/v1/projects/${PROJECT}/databases`;
    call('POST', `${databases}?databaseId=d`, { deleteProtectionState: 'DELETE_PROTECTION_ENABLED' });
    expect(call('DELETE', `${databases}/d`).status).toBe(400);
    call('PATCH', `${databases}/d?updateMask=deleteProtectionState`, {
      deleteProtectionState: 'DELETE_PROTECTION_DISABLED',
    });
    expect(call('DELETE', `${databases}/d`).status).toBe(200);
  });
});

test('a change of a Firestore field is refused while another is in progress', () => {
  const { call } = aWorld();
  const database = `/firestore/v1/projects/${PROJECT}/databases`;
  call('POST', `${database}?databaseId=d`, {});
  const field = (name: string) => `${database}/d/collectionGroups/posts/fields/${name}`;
  expect(call('PATCH', field('a'), { indexConfig: {} }).status).toBe(200);
  expect(call('PATCH', field('b'), { indexConfig: {} })).toMatchObject({ status: 409 });
  call('GET', field('a'));
  expect(call('PATCH', field('b'), { indexConfig: {} }).status).toBe(200);
});
