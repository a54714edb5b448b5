import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { deployRoles, grantableRoles, personRoles } from '../../cdktf/deployer.ts';
import { template } from '../support/cdktf/references.ts';
import { ofType, synthesize, theOne } from '../support/cdktf/synthesize.ts';

const plain = synthesize();
const stack = synthesize({ DEPLOY_REPOSITORY: 'news/pipeline' });
const workflow = readFileSync('.github/workflows/deploy.yml', 'utf8');
const pool = template('google_iam_workload_identity_pool.github.name');

const rolesOf = (part: string): string[] =>
  ofType(stack, 'google_project_iam_member')
    .filter(({ member }) => String(member).includes(`.account-${part}.`))
    .map(({ role }) => String(role));

test('no workflow may deploy unless a repository is named', () => {
  expect(
    [...plain.resources.keys()].filter((address) =>
      /workload_identity|account-(?:deploy|plan)/.test(address),
    ),
  ).toEqual([]);
});

test('only tokens that GitHub signs for runs of that repository are accepted', () => {
  expect(theOne(stack, 'google_iam_workload_identity_pool_provider')).toMatchObject({
    attribute_condition: 'assertion.repository == "news/pipeline"',
    oidc: { issuer_uri: 'https://token.actions.githubusercontent.com' },
  });
});

test('only a run on branch main may deploy; any other, such as of a pull request, may read', () => {
  const callers = ofType(stack, 'google_service_account_iam_member')
    .filter(({ role }) => role === 'roles/iam.workloadIdentityUser')
    .map(({ service_account_id, member }) => [service_account_id, member]);
  expect(callers).toEqual([
    [
      template('google_service_account.account-deploy.name'),
      `principal://iam.googleapis.com/${pool}/subject/repo:news/pipeline:ref:refs/heads/main`,
    ],
    [
      template('google_service_account.account-plan.name'),
      `principalSet://iam.googleapis.com/${pool}/attribute.repository/news/pipeline`,
    ],
  ]);
});

test('the deploying account is no owner, may grant only the roles of the parts, and may not read secrets', () => {
  const roles = rolesOf('deploy');
  expect(roles.sort()).toEqual([...deployRoles, 'roles/resourcemanager.projectIamAdmin'].sort());
  const bounded = stack.resources.get('google_project_iam_member.deploy-grants');
  const list = grantableRoles.map((role) => `"${role}"`).join(', ');
  expect(bounded?.condition).toMatchObject({
    expression: `api.getAttribute("iam.googleapis.com/modifiedGrantsByRole", []).hasOnly([${list}])`,
  });
  // It must be able to grant the roles that the parts have in the project.
  const granted = ofType(plain, 'google_project_iam_member').map(({ role }) => String(role));
  expect([...new Set(granted)].sort()).toEqual([...grantableRoles]);
});

test('the reading account may change nothing', () => {
  expect(
    rolesOf('plan').filter((role) => !/viewer|Viewer|securityReviewer|serviceUsageConsumer/.test(role)),
  ).toEqual([]);
});

test('a deployment that is created again has another pool, because a deleted id is in use for 30 days', () => {
  expect(theOne(stack, 'google_iam_workload_identity_pool').workload_identity_pool_id).toBe(
    `github-${template('time_static.birthday.unix')}`,
  );
});

test('the guide names the roles that a person who deploys needs', () => {
  const guide = readFileSync('docs/deploy.md', 'utf8');
  for (const role of [...deployRoles, ...personRoles]) expect(guide).toContain(role.replace('roles/', ''));
});

describe('the workflow', () => {
  test('has neither a key nor a secret, and only the permissions that its jobs ask for', () => {
    expect(workflow).not.toMatch(/secrets\.|credentials_json|service_account_key/);
    expect(workflow).toMatch(/^permissions: \{\}$/m);
    expect(workflow.match(/id-token: write/g)).toHaveLength(3);
    expect(workflow).not.toMatch(/pull_request_target|contents: write/);
  });

  test('deploys from main only, one deployment at a time, and cancels none', () => {
    const [, deploy = ''] = workflow.split('\n  deploy:\n');
    expect(deploy).toContain("github.event_name == 'push'");
    expect(workflow).toMatch(/push:\n\s+branches: \[main\]/);
    expect(deploy).toContain('cancel-in-progress: false');
    // The wait for the group of machines alone may take 90 minutes.
    expect(Number(/timeout-minutes: (\d+)/.exec(deploy)?.[1])).toBeGreaterThan(120);
  });

  test('inserts no text of a pull request into a command', () => {
    const commands = [...workflow.matchAll(/run: \|?\n?((?: {10}.*\n)+)/g)].map(([, command]) => command);
    expect(commands.length).toBeGreaterThan(3);
    expect(commands.filter((command) => command?.includes('${{'))).toEqual([]);
  });
});
