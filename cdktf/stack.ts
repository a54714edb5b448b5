/**
 * The stacks of a deployment. The data stack belongs to no region. A compute stack holds the parts that run
 * in one region. To move, deploy the stack of another region, and destroy the old one once the new one works.
 * No stack reads another's state: names are computed.
 */
import { type App, GcsBackend, TerraformStack } from 'cdktf';
import { topology } from '../functions/common/domain/topology.ts';
import type { Artifacts } from './build/build.ts';
import { fillComputeStack } from './compute.ts';
import { fillDataStack } from './data.ts';
import type { Deployment } from './deployment.ts';
import { createProviders } from './providers.ts';
import { baseName, type DeploymentSettings, stateBucket } from './settings.ts';

/** The name of the data stack. */
export const DATA = 'data';

/** The name of a region's compute stack. */
export function computeStack(region: string): string {
  return `compute-${region}`;
}

/** Adds the stacks of a deployment to an app. `cdktf deploy '*'` deploys them in order. */
export function createStacks(app: App, settings: DeploymentSettings, artifacts: Artifacts): void {
  const data = deploymentIn(app, DATA, settings);
  fillDataStack(data);
  const compute = deploymentIn(app, computeStack(settings.REGION), settings);
  fillComputeStack(compute, artifacts);
  compute.stack.addDependency(data.stack);
}

/** Creates an empty stack, and the context that its parts share. */
function deploymentIn(app: App, id: string, settings: DeploymentSettings): Deployment {
  const stack = new TerraformStack(app, id);
  const base = baseName(settings);
  new GcsBackend(stack, { bucket: stateBucket(settings), prefix: `${base}/${id}` });
  return {
    stack,
    providers: createProviders(stack, settings, base),
    settings,
    project: settings.GOOGLE_CLOUD_PROJECT,
    base,
    topology: topology(settings.NAME_PREFIX),
    region: settings.REGION,
    name: (what) => `${base}-${what}`,
    isProtected: settings.DELETION_PROTECTION === 'true',
  };
}
