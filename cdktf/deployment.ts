/** What all parts of the stack share. */
import type { ServiceAccount } from '@cdktf/provider-google/lib/service-account/index.js';
import type { TerraformStack } from 'cdktf';
import type { Topology } from '../functions/common/domain/topology.ts';
import type { Artifacts } from './build/build.ts';
import type { DeploymentSettings } from './settings.ts';

export interface Deployment {
  readonly stack: TerraformStack;
  readonly settings: DeploymentSettings;
  readonly topology: Topology;
  readonly artifacts: Artifacts;
  readonly project: string;
  readonly region: string;
  /** The name of something of this deployment: `name('submit')`. */
  readonly name: (what: string) => string;
  /** The name of the deployment itself. */
  readonly base: string;
  readonly isProtected: boolean;
}

/** A text that Terraform must not read as a template. It reads every string of a stack as one. */
export function literal(text: string): string {
  return text.replaceAll('${', '$$${').replaceAll('%{', '%%{');
}

/** A service account as a principal of IAM. */
export function principalOf(account: ServiceAccount): string {
  return `serviceAccount:${account.email}`;
}

/** The life cycle of what would be lost for good. */
export function kept(deployment: Deployment): { readonly preventDestroy: boolean } | undefined {
  return deployment.isProtected ? { preventDestroy: true } : undefined;
}
