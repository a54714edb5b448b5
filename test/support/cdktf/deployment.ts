/** A deployment for tests of values that are computed from it outside a stack. */
import { App, TerraformStack } from 'cdktf';
import type { Deployment } from '../../../cdktf/deployment.ts';
import { createProviders } from '../../../cdktf/providers.ts';
import { baseName, readSettings } from '../../../cdktf/settings.ts';
import { topology } from '../../../functions/common/domain/topology.ts';
import { PROJECT } from './synthesize.ts';

/** The deployment of which `synthesize()` makes the stacks. */
export function deploymentFor(environment: Readonly<Record<string, string>> = {}): Deployment {
  const settings = readSettings({ GOOGLE_CLOUD_PROJECT: PROJECT, ...environment });
  const base = baseName(settings);
  const stack = new TerraformStack(new App(), 'none');
  return {
    stack,
    providers: createProviders(stack, settings, base),
    settings,
    project: PROJECT,
    base,
    topology: topology(settings.NAME_PREFIX),
    region: settings.REGION,
    name: (what) => `${base}-${what}`,
    isProtected: true,
  };
}
