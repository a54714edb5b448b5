/** Service accounts, one for each part, and Pub/Sub's own. */
import { ServiceAccount } from '@cdktf/provider-google/lib/service-account/index.js';
import { TerraformProvider, TerraformResource } from 'cdktf';
import type { Deployment } from './deployment.ts';

/** A service account of this deployment. Ids have 6 to 30 characters: a prefix of 20, a hyphen and 9 for the part. */
export function createAccount(deployment: Deployment, part: string, description: string): ServiceAccount {
  return new ServiceAccount(deployment.stack, `account-${part}`, {
    accountId: deployment.name(part),
    displayName: `${deployment.base}: ${part}`,
    description,
  });
}

/** A provider that this repository has no bindings for. */
class OtherProvider extends TerraformProvider {}

const BETA = { name: 'google-beta', version: '6.50.0' } as const;

/**
 * The principal of Pub/Sub itself, which forwards dead letters. On a new project it has to be called into being before it can be granted
 * anything, and only the beta provider can do that (https://registry.terraform.io/providers/hashicorp/google-beta/6.50.0/docs/resources/project_service_identity).
 */
export function pubsubAgent({ stack, project }: Deployment): string {
  const metadata = {
    providerName: BETA.name,
    providerVersion: BETA.version,
    providerVersionConstraint: BETA.version,
  };
  const provider = new OtherProvider(stack, BETA.name, {
    terraformResourceType: BETA.name,
    terraformProviderSource: `hashicorp/${BETA.name}`,
    terraformGeneratorMetadata: metadata,
  });
  const identity = new TerraformResource(stack, 'pubsub-agent', {
    terraformResourceType: 'google_project_service_identity',
    terraformGeneratorMetadata: metadata,
    provider,
  });
  identity.addOverride('project', project);
  identity.addOverride('service', 'pubsub.googleapis.com');
  return `serviceAccount:${identity.getStringAttribute('email')}`;
}
