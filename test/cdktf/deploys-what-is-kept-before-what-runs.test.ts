import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { cdktfCalls } from '../../cdktf/run/plan.ts';
import { synthesize } from '../support/cdktf/synthesize.ts';

const REGION = 'europe-west1';

test('a deployment names both stacks, and cdktf orders them', () => {
  expect(cdktfCalls('deploy', REGION, [], ['--auto-approve'])).toEqual([
    ['deploy', 'data', 'compute-europe-west1', '--auto-approve'],
  ]);
});

test('the region stack can be deployed alone when the data stack is deployed', () => {
  expect(cdktfCalls('deploy', REGION, ['compute'], [])).toEqual([
    ['deploy', 'compute-europe-west1', '--ignore-missing-stack-dependencies'],
  ]);
});

test('the region stack can be destroyed alone', () => {
  expect(cdktfCalls('destroy', REGION, ['compute'], [])).toEqual([['destroy', 'compute-europe-west1']]);
});

test('differences are shown stack by stack', () => {
  expect(cdktfCalls('diff', REGION, [], [])).toEqual([
    ['diff', 'data'],
    ['diff', 'compute-europe-west1'],
  ]);
});

test('the committed lock has every provider of the stacks, in the required version', () => {
  const lock = readFileSync('cdktf/terraform.lock.hcl', 'utf8');
  const locked = [...lock.matchAll(/^provider "registry\.terraform\.io\/(.+)" \{\n\s+version\s+= "(.+)"/gm)];
  const { data, compute } = synthesize();
  for (const { terraform } of [data, compute]) {
    const { required_providers } = terraform as {
      required_providers: Record<string, { source: string; version: string }>;
    };
    // Terraform resolves a name without a namespace as HashiCorp's.
    const asked = Object.values(required_providers).map(({ source, version }) =>
      source.includes('/') ? `${source} ${version}` : `hashicorp/${source} ${version}`,
    );
    expect(locked.map(([, source, version]) => `${source} ${version}`).sort()).toEqual(asked.sort());
  }
});
