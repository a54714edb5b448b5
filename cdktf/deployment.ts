/** The context that all parts of a deployment share. */
import type { TerraformStack } from 'cdktf';
import type { Topology } from '../functions/common/domain/topology.ts';
import type { Providers } from './providers.ts';
import type { DeploymentSettings } from './settings.ts';

export interface Deployment {
  /** The stack that a part's resources go into. */
  readonly stack: TerraformStack;
  readonly providers: Providers;
  readonly settings: DeploymentSettings;
  readonly topology: Topology;
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

/** The life cycle of resources whose data would be lost for good. */
export function kept(deployment: Deployment): { readonly preventDestroy: boolean } | undefined {
  return deployment.isProtected ? { preventDestroy: true } : undefined;
}

/** Encryption with the newsroom's own key, where one is named. */
export function ownKey({ settings }: Deployment): string | undefined {
  return settings.KMS_KEY === '' ? undefined : settings.KMS_KEY;
}
