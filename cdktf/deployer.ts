/**
 * Lets the workflow of one GitHub repository deploy without a key. A run on the branch main acts as an
 * account that may change the deployment. Any other run of the repository, such as that of a pull request,
 * acts as an account that may only read it. Neither is owner: only a person changes their roles in the
 * project, the pool and the grants on secrets.
 *
 * Deployed code has the rights of its part. So everyone who may push to main is trusted with the pipeline.
 */
import { IamWorkloadIdentityPool } from '@cdktf/provider-google/lib/iam-workload-identity-pool/index.js';
import { IamWorkloadIdentityPoolProvider } from '@cdktf/provider-google/lib/iam-workload-identity-pool-provider/index.js';
import { ProjectIamMember } from '@cdktf/provider-google/lib/project-iam-member/index.js';
import { ServiceAccountIamMember } from '@cdktf/provider-google/lib/service-account-iam-member/index.js';
import { StorageBucketIamMember } from '@cdktf/provider-google/lib/storage-bucket-iam-member/index.js';
import { TerraformOutput } from 'cdktf';
import { type AccountPart, accountName, createAccount } from './accounts.ts';
import type { Deployment } from './deployment.ts';
import { stateBucket } from './settings.ts';

/**
 * The roles in the project of the account that deploys. A person who deploys needs these and `personRoles`.
 */
export const deployRoles = [
  'roles/artifactregistry.admin',
  'roles/cloudfunctions.admin',
  'roles/compute.instanceAdmin.v1',
  'roles/compute.networkAdmin',
  'roles/compute.securityAdmin',
  'roles/datastore.owner',
  'roles/dns.admin',
  'roles/iam.securityReviewer',
  'roles/iam.serviceAccountAdmin',
  'roles/iam.workloadIdentityPoolViewer',
  'roles/logging.configWriter',
  'roles/monitoring.admin',
  'roles/pubsub.admin',
  'roles/run.admin',
  'roles/serviceusage.serviceUsageAdmin',
  'roles/storage.admin',
] as const;

/**
 * The roles that only a person has: to grant any role, to decide who may read secrets, and to let a
 * repository deploy.
 */
export const personRoles = [
  'roles/iam.serviceAccountUser',
  'roles/iam.workloadIdentityPoolAdmin',
  'roles/resourcemanager.projectIamAdmin',
  'roles/secretmanager.admin',
] as const;

const planRoles = [
  'roles/viewer',
  'roles/iam.securityReviewer',
  'roles/serviceusage.serviceUsageConsumer',
] as const;

/** The only roles in the project that the deploying account may grant or revoke: those of the parts. */
export const grantableRoles = [
  'roles/datastore.user',
  'roles/datastore.viewer',
  'roles/logging.logWriter',
  'roles/monitoring.metricWriter',
  'roles/storage.objectViewer',
] as const;

/** The accounts that machines and functions run as. The deploying account has to be able to act as them. */
const started: readonly AccountPart[] = ['build', 'machines', 'show', 'submit'];

/**
 * Lets the repository deploy, where one is named.
 * @param birthday the id of a deleted pool is taken for 30 days, so that a deployment made again needs
 *   another
 */
export function createDeployer(deployment: Deployment, birthday: string): void {
  const { stack, project, settings } = deployment;
  const repository = settings.DEPLOY_REPOSITORY;
  if (repository === '') return;
  const pool = new IamWorkloadIdentityPool(stack, 'github', {
    project,
    workloadIdentityPoolId: `github-${birthday}`,
    displayName: deployment.name('github'),
  });
  const provider = new IamWorkloadIdentityPoolProvider(stack, 'github-actions', {
    project,
    workloadIdentityPoolId: pool.workloadIdentityPoolId,
    workloadIdentityPoolProviderId: 'actions',
    attributeMapping: {
      'google.subject': 'assertion.sub',
      'attribute.repository': 'assertion.repository',
    },
    // GitHub signs tokens for all repositories, so the condition admits only this one.
    attributeCondition: `assertion.repository == "${repository}"`,
    oidc: { issuerUri: 'https://token.actions.githubusercontent.com' },
  });
  const principals = `//iam.googleapis.com/${pool.name}`;
  const main = `principal:${principals}/subject/repo:${repository}:ref:refs/heads/main`;
  const any = `principalSet:${principals}/attribute.repository/${repository}`;
  createDeployAccount(deployment, main);
  createPlanAccount(deployment, any);
  output(deployment, 'workload_identity_provider', provider.name);
}

function createDeployAccount(deployment: Deployment, caller: string): void {
  const { stack, project } = deployment;
  const member = createCallable(deployment, 'deploy', 'Deploys from the branch main on GitHub', caller);
  grantInProject(deployment, 'deploy', deployRoles, member);
  const list = grantableRoles.map((role) => `"${role}"`).join(', ');
  new ProjectIamMember(stack, 'deploy-grants', {
    project,
    role: 'roles/resourcemanager.projectIamAdmin',
    member,
    condition: {
      title: 'the roles of the parts only',
      expression: `api.getAttribute("iam.googleapis.com/modifiedGrantsByRole", []).hasOnly([${list}])`,
    },
  });
  for (const part of started) {
    new ServiceAccountIamMember(stack, `deploy-starts-as-${part}`, {
      serviceAccountId: accountName(deployment, part),
      role: 'roles/iam.serviceAccountUser',
      member,
    });
  }
}

function createPlanAccount(deployment: Deployment, caller: string): void {
  const member = createCallable(
    deployment,
    'plan',
    'Compares the deployment with a commit on GitHub',
    caller,
  );
  grantInProject(deployment, 'plan', planRoles, member);
  new StorageBucketIamMember(deployment.stack, 'plan-reads-state', {
    bucket: stateBucket(deployment.settings),
    role: 'roles/storage.objectViewer',
    member,
  });
}

/** An account that a run on GitHub may act as. */
function createCallable(
  deployment: Deployment,
  part: 'deploy' | 'plan',
  description: string,
  caller: string,
): string {
  const account = createAccount(deployment, part, description);
  new ServiceAccountIamMember(deployment.stack, `${part}-is-called`, {
    serviceAccountId: account.name,
    role: 'roles/iam.workloadIdentityUser',
    member: caller,
  });
  output(deployment, `${part}_account`, account.email);
  return `serviceAccount:${account.email}`;
}

function grantInProject(
  { stack, project }: Deployment,
  part: 'deploy' | 'plan',
  roles: readonly string[],
  member: string,
): void {
  for (const role of roles) {
    const id = `${part}-may-${role.replace('roles/', '').replaceAll('.', '-').toLowerCase()}`;
    new ProjectIamMember(stack, id, { project, role, member });
  }
}

function output({ stack }: Deployment, id: string, value: string): void {
  new TerraformOutput(stack, `output-${id}`, { value }).overrideLogicalId(id);
}
