/** Service accounts, one for each part. */
import { ServiceAccount } from '@cdktf/provider-google/lib/service-account/index.js';
import type { Deployment } from './deployment.ts';

export type AccountPart = 'submit' | 'extract' | 'save' | 'show' | 'build' | 'machines' | 'deploy' | 'plan';

/**
 * A service account of this deployment. Ids have 6 to 30 characters: a prefix of 20, a hyphen and 9 for the
 * part.
 */
export function createAccount(
  deployment: Deployment,
  part: AccountPart,
  description: string,
): ServiceAccount {
  return new ServiceAccount(deployment.stack, `account-${part}`, {
    accountId: deployment.name(part),
    displayName: `${deployment.base}: ${part}`,
    description,
  });
}

/**
 * The address of a part's account, which the stacks of the regions use without reading the state of the stack
 * that makes it.
 */
export function emailOf({ name, project }: Deployment, part: AccountPart): string {
  return `${name(part)}@${project}.iam.gserviceaccount.com`;
}

/** A part's account as a principal of IAM. */
export function principalOf(deployment: Deployment, part: AccountPart): string {
  return `serviceAccount:${emailOf(deployment, part)}`;
}

/** An account's full name, for resources that run as this account. */
export function accountName(deployment: Deployment, part: AccountPart): string {
  return `projects/${deployment.project}/serviceAccounts/${emailOf(deployment, part)}`;
}
