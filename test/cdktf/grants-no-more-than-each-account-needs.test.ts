import { expect, test } from 'vitest';
import { template } from '../support/cdktf/references.ts';
import { type Resource, synthesize } from '../support/cdktf/synthesize.ts';

/** A principal (a person, a part of the pipeline or a Google service), its role, and the resource. */
type Grant = readonly [principal: string, role: string, resource: string];

const stack = synthesize({
  NAME_PREFIX: 'news',
  SUBMIT_PUBLIC: 'true',
  SHOW_PUBLIC: 'true',
  SUBMIT_API_KEYS_SECRET: 'submit-api-keys',
  SHOW_INVOKERS: 'group:readers@example.org',
  CURATORS: 'group:desk@example.org',
});

const DATABASE = 'projects/demo-entity-pipeline/databases/(default)';

// prettier-ignore
const expected: readonly Grant[] = [
  ['submit', 'pubsub.publisher', 'topic posts'],
  ['submit', 'secretmanager.secretAccessor', 'secret submit-api-keys'],
  ['submit', 'datastore.viewer', `project, if resource.name == "${DATABASE}"`],
  ['extract', 'pubsub.subscriber', 'subscription extract'],
  ['extract', 'pubsub.publisher', 'topic processedPosts'],
  ['extract', 'pubsub.publisher', 'topic postsDeadLetter'],
  ['save', 'pubsub.subscriber', 'subscription save'],
  ['save', 'pubsub.publisher', 'topic processedPostsDeadLetter'],
  ['save', 'datastore.user', `project, if resource.name == "${DATABASE}"`],
  ['show', 'datastore.viewer', `project, if resource.name == "${DATABASE}"`],
  ['show', 'secretmanager.secretAccessor', 'secret show-cursor-key'],
  ['build', 'artifactregistry.writer', 'repository images'],
  ['build', 'storage.objectViewer', 'bucket artifacts'],
  [
    'build',
    'storage.objectViewer',
    'project, if resource.name.startsWith("projects/_/buckets/gcf-v2-sources-")',
  ],
  ['build', 'logging.logWriter', 'project'],
  ['machines', 'storage.objectViewer', 'bucket artifacts'],
  ['machines', 'logging.logWriter', 'project'],
  ['machines', 'monitoring.metricWriter', 'project'],
  ['machines', 'iam.serviceAccountTokenCreator', 'account extract'],
  ['machines', 'iam.serviceAccountTokenCreator', 'account save'],
  ['Pub/Sub', 'pubsub.subscriber', 'subscription extract'],
  ['Pub/Sub', 'pubsub.publisher', 'topic postsDeadLetter'],
  ['Pub/Sub', 'pubsub.subscriber', 'subscription save'],
  ['Pub/Sub', 'pubsub.publisher', 'topic processedPostsDeadLetter'],
  ['uptime checks', 'run.invoker', 'function submit'],
  ['uptime checks', 'run.invoker', 'function show'],
  ['allUsers', 'run.invoker', 'function submit'],
  ['allUsers', 'run.invoker', 'function show'],
  ['group:readers@example.org', 'run.invoker', 'function show'],
  ['group:desk@example.org', 'datastore.user', `project, if resource.name == "${DATABASE}"`],
];

test('every grant is in this table, and every row of it is granted', () => {
  expect(sorted(grants())).toEqual(sorted(expected));
});

test('grants are added one by one, so that none removes those of others', () => {
  const others = [...stack.resources.keys()].filter((address) => /_iam_(?!member\.)/.test(address));
  expect(others).toEqual([]);
});

test('each part has its own account, and none has a key', () => {
  const accounts = [...stack.resources.keys()].filter((address) =>
    address.startsWith('google_service_account.'),
  );
  const parts = accounts.map((address) => address.replace('google_service_account.account-', ''));
  expect(parts.sort()).toEqual(
    [...new Set(expected.map(([part]) => part))].filter((part) => /^[a-z]+$/.test(part)).sort(),
  );
  expect([...stack.resources.keys()].filter((address) => /_key\./.test(address))).toEqual([]);
});

function sorted(list: readonly Grant[]): readonly string[] {
  return list.map((grant) => grant.join(' | ')).sort();
}

function grants(): Grant[] {
  return [...stack.resources]
    .filter(([address]) => address.includes('_iam_member.'))
    .map(([, grant]) => [
      principalIn(String(grant.member)),
      String(grant.role).replace('roles/', ''),
      resourceOf(grant),
    ]);
}

function principalIn(member: string): string {
  const account =
    /^serviceAccount:\$\{google_service_account\.account-(\w+)\.email\}$/.exec(member)?.[1] ??
    /^serviceAccount:news-(\w+)@demo-entity-pipeline\.iam\.gserviceaccount\.com$/.exec(member)?.[1];
  if (account !== undefined) return account;
  if (member.endsWith('@gcp-sa-monitoring-notification.iam.gserviceaccount.com')) return 'uptime checks';
  return member === `serviceAccount:${template('google_project_service_identity.pubsub-agent.email')}`
    ? 'Pub/Sub'
    : member;
}

function resourceOf(grant: Resource): string {
  const { topic, subscription, bucket, repository, name, condition } = grant;
  const [kind, reference] =
    Object.entries({
      topic,
      subscription,
      bucket,
      repository,
      function: name,
      account: grant.service_account_id,
    }).find(([, value]) => value !== undefined) ?? [];
  if (kind !== undefined) {
    if (kind === 'account') return `account ${/news-(\w+)@/.exec(String(reference))?.[1]}`;
    const target = /\.(?:topic-|subscription-|account-)?([\w-]+)\./.exec(String(reference))?.[1];
    return `${kind} ${target}`;
  }
  if (grant.secret_id !== undefined) return `secret ${grant.secret_id}`;
  const expression =
    condition === undefined ? '' : `, if ${(condition as { expression: string }).expression}`;
  return `project${expression}`;
}
