/** Proves that each fault breaks an expectation of the other tests in this folder. */
import { describe, expect, test } from 'vitest';
import { runningSource } from '../google/services/cloud-functions.ts';
import { find } from '../google/world.ts';
import { newProject, PROJECT, succeeds } from './deployed.ts';
import {
  buildsWithoutTrace,
  oneBucketForAllRegions,
  oneLogBucketForEver,
  oneRangeForAllRegions,
  releasesRules,
  type StackFault,
  waitsForHalfAnHour,
  waitsForNoMachine,
  waitsForNothing,
} from './faults.ts';

const SUBMIT = `projects/${PROJECT}/locations/us-central1/functions/pipeline-submit`;

test('a function without a reference to its artifact runs old code behind an empty plan', async () => {
  await using deployed = await newProject();
  const { world, workspace, apply, changes } = deployed;
  workspace.write({}, '1', buildsWithoutTrace);
  await apply();
  world.failingBuilds.set('pipeline-submit', 1);
  workspace.write({}, '2', buildsWithoutTrace);
  await expect(apply()).rejects.toThrow('Build failed');
  await apply();
  expect(await changes()).toEqual([]);
  expect(runningSource(world, SUBMIT)).toBe('functions-1.zip');
});

describe('a move to another region collides with the old region', () => {
  test.each<[string, StackFault, string]>([
    ['in the name of the bucket', oneBucketForAllRegions, 'Error 409'],
    ['in the range of addresses', oneRangeForAllRegions, 'Invalid IPCidrRange'],
  ])('%s', async (_, fault, refusal) => {
    await using deployed = await newProject();
    const { workspace, apply } = deployed;
    workspace.write({}, '1', fault);
    await apply();
    workspace.write({ REGION: 'europe-west1', FIRESTORE_LOCATION: 'us-central1' }, '1', fault);
    await expect(apply()).rejects.toThrow(refusal);
  });
});

test('a roll-out of forty minutes fails after half an hour', async () => {
  await using deployed = await newProject();
  const { world, workspace, apply } = deployed;
  workspace.write({}, '1', waitsForHalfAnHour);
  await apply();
  world.rolloutMs *= 10;
  workspace.write({}, '2', waitsForHalfAnHour);
  await expect(apply()).rejects.toThrow('timeout while waiting for state');
});

test('a deployment that gets no machine succeeds', async () => {
  await using deployed = await newProject();
  const { world, workspace, apply, changes } = deployed;
  world.availableMachines = 0;
  workspace.write({}, '1', waitsForNoMachine);
  await apply();
  expect(await changes()).toEqual([]);
  const key = `compute/projects/${PROJECT}/regions/us-central1/instanceGroupManagers/pipeline-machines`;
  expect(find(world, key)).toBeDefined();
});

test('a new deployment on the same day finds the bucket of the logs deleted', async () => {
  await using deployed = await newProject();
  const { workspace, apply } = deployed;
  workspace.write({ DELETION_PROTECTION: 'false' }, '1', oneLogBucketForEver);
  await apply();
  await succeeds(workspace, 'destroy', '-no-color', '-auto-approve');
  await expect(apply()).rejects.toThrow('DELETE_REQUESTED');
});

test('existing security rules block a deployment that releases its own', async () => {
  await using deployed = await newProject();
  const { world, workspace, apply } = deployed;
  world.enabledAt.set('firebaserules.googleapis.com', 0);
  world.resources.set(`firebaserules/projects/${PROJECT}/releases/cloud.firestore`, {
    name: `projects/${PROJECT}/releases/cloud.firestore`,
    rulesetName: `projects/${PROJECT}/rulesets/1`,
  });
  workspace.write({}, '1', releasesRules);
  await expect(apply()).rejects.toThrow(/already exists|Error 409/);
});

test('a deployment that waits for nothing calls APIs that are not effective yet', async () => {
  await using deployed = await newProject(600);
  deployed.workspace.write({}, '1', waitsForNothing);
  await expect(deployed.apply()).rejects.toThrow(/SERVICE_DISABLED|has not been used|Error 403/);
});
