/** What a daemon on the machines is: an account of its own, and what its process reads from the environment. */
import type { ServiceAccount } from '@cdktf/provider-google/lib/service-account/index.js';
import type { ITerraformDependable } from 'cdktf';
import type { Deployment } from '../deployment.ts';

export interface DaemonUnit {
  readonly name: 'extract' | 'save';
  readonly account: ServiceAccount;
  readonly environment: Readonly<Record<string, string>>;
  readonly grants: readonly ITerraformDependable[];
}

/** What every process on the machines reads. */
export function commonEnvironment({ project, settings }: Deployment): Record<string, string> {
  return {
    GOOGLE_CLOUD_PROJECT: project,
    NAME_PREFIX: settings.NAME_PREFIX,
    LOG_LEVEL: settings.LOG_LEVEL,
    LOG_FORMAT: 'json',
    NODE_ENV: 'production',
  };
}
