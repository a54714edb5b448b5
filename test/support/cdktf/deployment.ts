/** A deployment for what is computed from one without being part of a stack. */
import { App, TerraformStack } from 'cdktf';
import type { Deployment } from '../../../cdktf/deployment.ts';
import { baseName, readSettings } from '../../../cdktf/settings.ts';
import { topology } from '../../../functions/common/domain/topology.ts';
import { PROJECT } from './synthesize.ts';

/** The deployment that `synthesize()` makes a stack of. */
export function deploymentFor(): Deployment {
  const settings = readSettings({ GOOGLE_CLOUD_PROJECT: PROJECT });
  const artifact = { name: 'none', path: 'none', sha256: '', bytes: 0 };
  const base = baseName(settings);
  return {
    stack: new TerraformStack(new App(), 'none'),
    settings,
    artifacts: { functions: artifact, daemons: artifact },
    project: PROJECT,
    base,
    topology: topology(settings.NAME_PREFIX),
    region: settings.REGION,
    name: (what) => `${base}-${what}`,
    isProtected: true,
  };
}
