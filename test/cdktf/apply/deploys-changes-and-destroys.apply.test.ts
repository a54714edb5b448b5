/** The whole life of one deployment. Each test continues with the state that the test before it left. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { objectOf, textOf } from '../google/json.ts';
import { runningSource } from '../google/services/cloud-functions.ts';
import { below, find } from '../google/world.ts';
import { type Deployed, expectNoViolations, newProject, PROJECT, succeeds } from './deployed.ts';

const REGION = 'us-central1';
const NEXT_REGION = 'europe-west1';
const submitIn = (region: string) => `projects/${PROJECT}/locations/${region}/functions/pipeline-submit`;

let deployed: Deployed;
beforeAll(async () => {
  deployed = await newProject();
});
afterAll(() => deployed[Symbol.asyncDispose]());

describe('the first deployment', () => {
  test('is valid for the real providers', async () => {
    const { workspace } = deployed;
    workspace.write();
    await succeeds(workspace, 'init', '-no-color');
    await succeeds(workspace, 'validate', '-no-color');
  });

  test('is valid with every part that settings add', async () => {
    const { workspace } = deployed;
    workspace.write({
      ALERT_EMAIL: 'news@example.org',
      BILLING_ACCOUNT: '012345-6789AB-CDEF01',
      DEPLOY_REPOSITORY: 'example/news',
      KMS_KEY: `projects/${PROJECT}/locations/${REGION}/keyRings/ring/cryptoKeys/key`,
      MACHINE_SPOT: 'true',
      SUBMIT_PUBLIC: 'true',
      SUBMIT_API_KEYS_SECRET: 'keys',
    });
    await succeeds(workspace, 'validate', '-no-color');
    workspace.write();
  });

  test('succeeds on a project with APIs disabled and with existing security rules', async () => {
    const { world, apply } = deployed;
    world.resources.set(`firebaserules/projects/${PROJECT}/releases/cloud.firestore`, {});
    await apply();
    expectNoViolations(world);
    expect(runningSource(world, submitIn(REGION))).toBe('functions-1.zip');
  });

  test('leaves no changes to make', async () => {
    expect(await deployed.changes()).toEqual([]);
  });
});

describe('a later deployment', () => {
  test('brings new artifacts, and waits for a roll-out of forty minutes', async () => {
    const { world, workspace, apply, changes } = deployed;
    const usual = world.rolloutMs;
    world.rolloutMs *= 10;
    workspace.write({}, '2');
    await apply();
    world.rolloutMs = usual;
    expect(runningSource(world, submitIn(REGION))).toBe('functions-2.zip');
    const group = find(
      world,
      `compute/projects/${PROJECT}/regions/${REGION}/instanceGroupManagers/pipeline-machines`,
    );
    expect(objectOf(group, 'status')).toMatchObject({ isStable: true, versionTarget: { isReached: true } });
    expect(await changes()).toEqual([]);
  });

  test('keeps the archive that machines were started from', () => {
    const archives = below(deployed.world, 'storage/b/').map(([key]) => key.slice(key.lastIndexOf('/') + 1));
    expect(archives).toEqual(expect.arrayContaining(['daemons-1.tar.gz', 'daemons-2.tar.gz']));
  });

  test('brings a changed setting', async () => {
    const { world, workspace, apply, changes } = deployed;
    workspace.write({ LOG_LEVEL: 'debug' }, '2');
    await apply();
    const submit = find(world, `cloudfunctions/${submitIn(REGION)}`);
    const variables = objectOf(objectOf(submit, 'serviceConfig'), 'environmentVariables');
    expect(textOf(variables, 'LOG_LEVEL')).toBe('debug');
    expect(await changes()).toEqual([]);
  });

  test('that fails to build a function is seen by the next plan and repaired by the next deployment', async () => {
    const { world, workspace, apply, changes } = deployed;
    world.failingBuilds.set('pipeline-submit', 1);
    workspace.write({ LOG_LEVEL: 'debug' }, '3');
    await expect(apply()).rejects.toThrow('Build failed');
    expect(runningSource(world, submitIn(REGION))).toBe('functions-2.zip');
    expect(await changes()).not.toEqual([]);
    await apply();
    expect(runningSource(world, submitIn(REGION))).toBe('functions-3.zip');
    expect(await changes()).toEqual([]);
  });
});

describe('the end of a deployment', () => {
  test('is refused while the deployment is protected', async () => {
    const { workspace } = deployed;
    const { status } = await workspace.terraform('plan', '-no-color', '-destroy');
    expect(status).toBe(1);
  });

  test('succeeds once protection is off, and so does a new deployment on the same day', async () => {
    const { world, workspace, apply, changes } = deployed;
    workspace.write({ DELETION_PROTECTION: 'false' }, '3');
    await apply();
    await succeeds(workspace, 'destroy', '-no-color', '-auto-approve');
    expect(below(world, 'pubsub/')).toEqual([]);
    expect(below(world, 'firestore/')).toEqual([]);
    await apply();
    expect(await changes()).toEqual([]);
    expectNoViolations(world);
  });
});

test('a deployment to another region works before the old region is destroyed', async () => {
  const { world, workspace, apply, changes } = deployed;
  const before = runningSource(world, submitIn(REGION));
  workspace.write({ REGION: NEXT_REGION, FIRESTORE_LOCATION: REGION }, '3');
  await apply();
  expect(runningSource(world, submitIn(REGION))).toBe(before);
  expect(runningSource(world, submitIn(NEXT_REGION))).toBe('functions-3.zip');
  expect(await changes()).toEqual([]);
  const { status, output } = await workspace.start(
    `compute-${REGION}`,
    'destroy',
    '-no-color',
    '-auto-approve',
  ).outcome;
  expect(status, output).toBe(0);
  expect(await changes()).toEqual([]);
  expectNoViolations(world);
});
