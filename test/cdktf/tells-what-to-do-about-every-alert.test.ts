import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { alertsOf } from '../../cdktf/observability/alerts.ts';
import { objectivesOf } from '../../cdktf/observability/objectives.ts';
import { deploymentSettings } from '../../cdktf/settings.ts';
import { deploymentFor } from '../support/cdktf/deployment.ts';

const runbook = readFileSync('docs/runbook.md', 'utf8');
const guide = readFileSync('docs/deploy.md', 'utf8');
const alerts = alertsOf(deploymentFor());
const objectives = objectivesOf(deploymentFor());

test('the sections of the runbook are the alerts and then the objectives, in their order', () => {
  const [, section = ''] = runbook.split('\n## Alerts\n');
  const headings = [...(section.split('\n## ')[0] ?? '').matchAll(/^### (.+)$/gm)].map(
    ([, heading]) => heading,
  );
  expect(headings).toEqual([
    ...new Set([...alerts.map(({ name }) => name), ...objectives.map(({ alert }) => alert)]),
  ]);
});

test('every known failure of a pipeline has an alert', () => {
  expect(alerts.map(({ name }) => name)).toEqual(
    expect.arrayContaining([
      'Messages wait too long',
      'Dead letters',
      'Submit fails',
      'Nothing is saved',
      'Machines are unhealthy',
      'Machines are missing',
      'A function is unreachable',
      'Requests are turned away',
      'Posts cost many writes',
      'Many new publications',
    ]),
  );
});

test('a deployment that may have no machine has no alert for missing ones', () => {
  const names = alertsOf(deploymentFor({ MIN_MACHINES: '0' })).map(({ name }) => name);
  expect(names).not.toContain('Machines are missing');
  expect(names).not.toContain('Machines are unhealthy');
  expect(names).toContain('Nothing is saved');
});

test('the guide links to the settings of a deployment, and each is explained there', () => {
  expect(guide).toContain('(configuration.md#deployment)');
  const [, section = ''] = readFileSync('docs/configuration.md', 'utf8').split('\n## Deployment\n');
  const explained = [...(section.split('\n## ')[0] ?? '').matchAll(/^\| `([A-Z_]+)`/gm)].map(
    ([, name]) => name,
  );
  expect(explained).toEqual(Object.keys(deploymentSettings));
});
