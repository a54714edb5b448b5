/** The providers of a stack, and the resources of providers that this repository has no bindings for. */
import { GoogleProvider } from '@cdktf/provider-google/lib/provider/index.js';
import { type ITerraformDependable, TerraformProvider, TerraformResource, type TerraformStack } from 'cdktf';
import type { DeploymentSettings } from './settings.ts';

/** A provider without bindings. */
class OtherProvider extends TerraformProvider {}

const BETA = { name: 'google-beta', version: '6.50.0' } as const;
const TIME = { name: 'time', version: '0.12.1' } as const;

export interface Providers {
  readonly beta: TerraformProvider;
  readonly time: TerraformProvider;
}

/**
 * Adds the providers of a stack. The Google ones count every call against this project's quota. Calls with a
 * person's credentials fail without that.
 */
export function createProviders(
  stack: TerraformStack,
  settings: DeploymentSettings,
  base: string,
): Providers {
  const project = settings.GOOGLE_CLOUD_PROJECT;
  new GoogleProvider(stack, 'google', {
    project,
    region: settings.REGION,
    userProjectOverride: true,
    billingProject: project,
    // On every resource that takes labels, so that a bill can be split by deployment.
    defaultLabels: { deployment: base },
  });
  const beta = addProvider(stack, BETA);
  beta.addOverride('project', project);
  beta.addOverride('user_project_override', true);
  beta.addOverride('billing_project', project);
  return { beta, time: addProvider(stack, TIME) };
}

function addProvider(stack: TerraformStack, { name, version }: typeof BETA | typeof TIME): OtherProvider {
  return new OtherProvider(stack, name, {
    terraformResourceType: name,
    terraformProviderSource: `hashicorp/${name}`,
    terraformGeneratorMetadata: metadataOf({ name, version }),
  });
}

function metadataOf({ name, version }: { readonly name: string; readonly version: string }) {
  return { providerName: name, providerVersion: version, providerVersionConstraint: version };
}

/**
 * The service agent of one of Google's services in this project. On a new project it has to be created before
 * it can get a role, and only the beta provider can do that
 * (https://registry.terraform.io/providers/hashicorp/google-beta/6.50.0/docs/resources/project_service_identity).
 */
export function createServiceIdentity(
  stack: TerraformStack,
  { beta }: Providers,
  project: string,
  api: string,
): TerraformResource {
  const identity = new TerraformResource(stack, `${api}-agent`, {
    terraformResourceType: 'google_project_service_identity',
    terraformGeneratorMetadata: metadataOf(BETA),
    provider: beta,
  });
  identity.addOverride('project', project);
  identity.addOverride('service', `${api}.googleapis.com`);
  return identity;
}

/**
 * An API that was switched on, and a grant, reach all of Google's servers within 60 s as a rule
 * (https://cloud.google.com/iam/docs/access-change-propagation).
 */
const PROPAGATION = '90s';

/**
 * Waits, once, until a change has propagated to all of Google's servers.
 * @param what when it changes, the wait is made again
 */
export function createWait(
  stack: TerraformStack,
  id: string,
  after: readonly ITerraformDependable[],
  what: readonly string[],
): TerraformResource {
  const wait = new TerraformResource(stack, id, {
    terraformResourceType: 'time_sleep',
    terraformGeneratorMetadata: metadataOf(TIME),
    dependsOn: [...after],
  });
  wait.addOverride('create_duration', PROPAGATION);
  wait.addOverride('triggers', { after: what.join(' ') });
  return wait;
}

/** The second in which a deployment was first created. It differs after the deployment was destroyed. */
export function createBirthday(stack: TerraformStack): string {
  const birthday = new TerraformResource(stack, 'birthday', {
    terraformResourceType: 'time_static',
    terraformGeneratorMetadata: metadataOf(TIME),
  });
  return birthday.getStringAttribute('unix');
}
