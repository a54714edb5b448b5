import { expect, test } from 'vitest';
import { rangeOf, regions, shortOf } from '../../cdktf/regions.ts';
import { type Resource, synthesize } from '../support/cdktf/synthesize.ts';

const here = synthesize({ NAME_PREFIX: 'news', FIRESTORE_LOCATION: 'nam5' });
const there = synthesize({ NAME_PREFIX: 'news', FIRESTORE_LOCATION: 'nam5', REGION: 'europe-west1' });

test('the data stack is the same for every region', () => {
  expect([...there.data.resources]).toEqual([...here.data.resources]);
});

test('the stacks of two regions share no name that must be unique', () => {
  // Unique within a region, or by a number that Google adds.
  const regional =
    /^google_(?:compute_subnetwork|compute_region_|cloudfunctions2_|cloud_run_|artifact_registry_|compute_instance_template|storage_bucket_|monitoring_)/;
  const named = (resources: ReadonlyMap<string, Resource>): string[] =>
    [...resources].flatMap(([address, { name }]) =>
      typeof name === 'string' && !name.includes('${') && !regional.test(address)
        ? [`${address} ${name}`]
        : [],
    );
  const both = new Set(named(here.compute.resources));
  expect(both.size).toBeGreaterThan(1);
  expect(named(there.compute.resources).filter((one) => both.has(one))).toEqual([]);
});

test('each region has its own state, address range and short name', () => {
  expect(there.compute.terraform).toMatchObject({
    backend: { gcs: { prefix: 'news/compute-europe-west1' } },
  });
  expect(new Set(regions.map(rangeOf)).size).toBe(regions.length);
  expect(new Set(regions.map(shortOf)).size).toBe(regions.length);
  // A bucket name has at most 63 characters: 30 of the project, 20 of the prefix, "-", "-code-" and the
  // region.
  for (const region of regions) expect(shortOf(region).length, region).toBeLessThanOrEqual(5);
});

test('the range of a region never changes, because running machines would lose their addresses', () => {
  expect(['us-central1', 'europe-west1', 'me-west1'].map(rangeOf)).toEqual([
    '10.64.0.0/20',
    '10.65.32.0/20',
    '10.66.144.0/20',
  ]);
});
