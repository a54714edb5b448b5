/**
 * Describes a daemon on the machines: its own account, and the environment of its process.
 */
import { emailOf } from '../accounts.ts';
import type { Deployment } from '../deployment.ts';

export type DaemonName = 'extract' | 'save';

export interface DaemonUnit {
  readonly name: DaemonName;
  readonly environment: Readonly<Record<string, string>>;
}

/** The environment variables that every process on the machines reads. */
export function commonEnvironment({ project, settings }: Deployment): Record<string, string> {
  return {
    GOOGLE_CLOUD_PROJECT: project,
    NAME_PREFIX: settings.NAME_PREFIX,
    LOG_LEVEL: settings.LOG_LEVEL,
    LOG_FORMAT: 'json',
    NODE_ENV: 'production',
  };
}

/**
 * A spot machine gets notice 30 s before it is preempted. Half of that time is for draining, the rest for
 * handing back, closing and shutting down.
 */
const SPOT_DRAIN_MS = 15_000;

/** The environment variables that every daemon reads. */
export function daemonEnvironment(
  deployment: Deployment,
  name: DaemonName,
  port: number,
): Record<string, string> {
  return {
    ...commonEnvironment(deployment),
    PORT: String(port),
    SERVICE_ACCOUNT: emailOf(deployment, name),
    ...(deployment.settings.MACHINE_SPOT === 'true' && { DRAIN_TIMEOUT_MS: String(SPOT_DRAIN_MS) }),
  };
}
