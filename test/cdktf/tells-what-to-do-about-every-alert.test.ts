import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { alertsOf } from '../../cdktf/observability/alerts.ts';
import { deploymentSettings } from '../../cdktf/settings.ts';
import { deploymentFor } from '../support/cdktf/deployment.ts';

const operations = readFileSync('docs/operations.md', 'utf8');
const alerts = alertsOf(deploymentFor());

test('every alert has a heading, and every heading an alert', () => {
  const [, section = ''] = operations.split('\n## Alerts\n');
  const headings = [...(section.split('\n## ')[0] ?? '').matchAll(/^### (.+)$/gm)].map(
    ([, heading]) => heading,
  );
  expect(headings).toEqual(alerts.map(({ name }) => name));
});

test('what can go wrong with a pipeline is watched', () => {
  expect(alerts.map(({ name }) => name)).toEqual(
    expect.arrayContaining([
      'Messages wait too long',
      'Dead letters',
      'Submit fails',
      'Nothing is saved',
      'Machines are unhealthy',
    ]),
  );
});

test('the guide leads to the settings of a deployment, each of which is explained there', () => {
  expect(operations).toContain('(configuration.md#deployment)');
  const [, section = ''] = readFileSync('docs/configuration.md', 'utf8').split('\n## Deployment\n');
  const explained = [...(section.split('\n## ')[0] ?? '').matchAll(/^\| `([A-Z_]+)`/gm)].map(
    ([, name]) => name,
  );
  expect(explained).toEqual(Object.keys(deploymentSettings));
});
