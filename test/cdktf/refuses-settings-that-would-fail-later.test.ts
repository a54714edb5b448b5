import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { deployFile, overrideWarnings, readSettings, withFile } from '../../cdktf/settings.ts';
import { template } from '../support/cdktf/references.ts';
import { REMOVE_ALL } from '../support/folder.ts';

const GOOGLE_CLOUD_PROJECT = 'demo-entity-pipeline';

test('takes the defaults', () => {
  expect(readSettings({ GOOGLE_CLOUD_PROJECT })).toMatchObject({
    MACHINE_TYPE: 't2d-standard-16',
    MIN_MACHINES: 1,
    MAX_MACHINES: 10,
    SUBMIT_PUBLIC: 'false',
    SHOW_PUBLIC: 'false',
    FIRESTORE_LOCATION: 'us-central1',
    MACHINE_SPOT: 'false',
    DELETION_PROTECTION: 'true',
  });
});

test.each([
  [
    'a project with a domain',
    { GOOGLE_CLOUD_PROJECT: 'example.com:news' },
    /GOOGLE_CLOUD_PROJECT is "example.com:news"/,
  ],
  ['no project', { GOOGLE_CLOUD_PROJECT: '' }, /GOOGLE_CLOUD_PROJECT is not set/],
  ['a zone for a region', { REGION: 'europe-west1-b' }, /REGION is "europe-west1-b"; it must be a region/],
  [
    'an unknown region',
    { REGION: 'europe-west5', FIRESTORE_LOCATION: 'eur3' },
    /REGION is "europe-west5"; it must be a region/,
  ],
  [
    'a region without the permanent location of the database',
    { REGION: 'europe-west1' },
    /REGION is europe-west1, but FIRESTORE_LOCATION is not set/,
  ],
  ['an invalid encryption key', { KMS_KEY: 'my-key' }, /KMS_KEY is "my-key"/],
  [
    'an encryption key in another location than the database, which takes it for good',
    {
      REGION: 'europe-west1',
      FIRESTORE_LOCATION: 'eur3',
      KMS_KEY: 'projects/p/locations/europe-west1/keyRings/r/cryptoKeys/k',
    },
    /KMS_KEY is in europe-west1, REGION is europe-west1 and FIRESTORE_LOCATION is eur3; all three must be/,
  ],
  ['an invalid billing account', { BILLING_ACCOUNT: '12345' }, /BILLING_ACCOUNT is "12345"/],
  [
    'an ARM machine, because the archive has no Node for it',
    { MACHINE_TYPE: 't2a-standard-16' },
    /MACHINE_TYPE is/,
  ],
  [
    'a maximum of machines below the minimum',
    { MIN_MACHINES: '3', MAX_MACHINES: '2' },
    /MIN_MACHINES is 3; .* MAX_MACHINES, which is 2/,
  ],
  [
    'a public function without API keys',
    { SUBMIT_PUBLIC: 'true' },
    /anybody could submit posts at your cost/,
  ],
  ['an invalid prefix', { NAME_PREFIX: 'pipeline' }, /NAME_PREFIX is "pipeline"/],
  ['a principal without a type', { SUBMIT_INVOKERS: 'somebody@example.org' }, /SUBMIT_INVOKERS is/],
  [
    'a template for Terraform',
    { SHOW_INVOKERS: `user:${template('path.cwd')}@example.org` },
    /SHOW_INVOKERS is/,
  ],
])('refuses %s', (_, environment, message) => {
  expect(() => readSettings({ GOOGLE_CLOUD_PROJECT, ...environment })).toThrow(message);
});

test('accepts an encryption key in the region of machines and database', () => {
  const KMS_KEY = 'projects/p/locations/europe-west1/keyRings/r/cryptoKeys/k';
  const place = { REGION: 'europe-west1', FIRESTORE_LOCATION: 'europe-west1' };
  expect(readSettings({ GOOGLE_CLOUD_PROJECT, ...place, KMS_KEY })).toMatchObject({ KMS_KEY });
});

test('warns of an exported variable that overrides the file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'entity-pipeline-settings-'));
  const file = join(folder, 'deploy.env');
  try {
    writeFileSync(file, 'REGION=europe-west1\nMAX_MACHINES=5\n');
    expect(overrideWarnings({ REGION: 'us-central1', MAX_MACHINES: '5' }, file)).toEqual([
      expect.stringMatching(
        /^REGION is "us-central1" in the environment, which overrides "europe-west1" in /,
      ),
    ]);
    expect(overrideWarnings({ REGION: 'us-central1' }, join(folder, 'none.env'))).toEqual([]);
  } finally {
    rmSync(folder, REMOVE_ALL);
  }
});

test('reports all errors at once', () => {
  expect(() => readSettings({ REGION: 'here', LOG_RETENTION_DAYS: '0' })).toThrow(
    /GOOGLE_CLOUD_PROJECT is not set.*REGION is "here".*LOG_RETENTION_DAYS is "0"/s,
  );
});

test('reads settings that the environment lacks from a file, and refuses unknown names in it', () => {
  const folder = mkdtempSync(join(tmpdir(), 'entity-pipeline-settings-'));
  const file = join(folder, 'deploy.env');
  try {
    writeFileSync(file, 'REGION=europe-west1\nMAX_MACHINES=5\n');
    expect(withFile({ MAX_MACHINES: '7' }, file)).toMatchObject({
      REGION: 'europe-west1',
      MAX_MACHINES: '7',
    });
    expect(withFile({}, join(folder, 'none.env'))).toEqual({});
    writeFileSync(file, 'REGOIN=europe-west1\n');
    expect(() => withFile({}, file)).toThrow(/sets REGOIN, which no deployment reads/);
    expect(deployFile({ DEPLOY_FILE: '' }, file)).toBe(file);
    expect(() => deployFile({ DEPLOY_FILE: join(folder, 'none.env') }, file)).toThrow(
      /DEPLOY_FILE is .*none\.env, and there is no such file/,
    );
  } finally {
    rmSync(folder, REMOVE_ALL);
  }
});
