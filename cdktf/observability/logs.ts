/**
 * Keeps the pipeline's logs in a bucket of their own, so that their retention does not depend on the
 * project's other logs.
 */
import { LoggingProjectBucketConfig } from '@cdktf/provider-google/lib/logging-project-bucket-config/index.js';
import { LoggingProjectExclusion } from '@cdktf/provider-google/lib/logging-project-exclusion/index.js';
import { LoggingProjectSink } from '@cdktf/provider-google/lib/logging-project-sink/index.js';
import type { Deployment } from '../deployment.ts';

/** The entries of this deployment, and of nothing else in the project. */
function logFilter({ name, base }: Deployment): string {
  return [
    `(resource.type="cloud_run_revision" AND resource.labels.service_name=("${name('submit')}" OR "${name('show')}"))`,
    `labels.deployment="${base}"`,
  ].join(' OR ');
}

/**
 * Creates the bucket and the sink that fills it.
 * @param birthday a number that no deployment of this name has had before
 */
export function createLogs(deployment: Deployment, birthday: string): LoggingProjectBucketConfig {
  const { stack, project, name, settings } = deployment;
  const bucket = new LoggingProjectBucketConfig(stack, 'logs', {
    project,
    location: settings.LOG_LOCATION,
    // A bucket that was deleted keeps its id for 7 days: a deployment that is made again in that time needs
    // another.
    bucketId: `${name('logs')}-${birthday}`,
    description: `Logs of ${deployment.base}`,
    retentionDays: settings.LOG_RETENTION_DAYS,
  });
  const filter = logFilter(deployment);
  const sink = new LoggingProjectSink(stack, 'log-sink', {
    name: name('logs'),
    project,
    destination: `logging.googleapis.com/${bucket.id}`,
    filter,
    uniqueWriterIdentity: true,
  });
  // Without this exclusion the project's own bucket would keep the same logs, and cost a second time.
  new LoggingProjectExclusion(stack, 'log-exclusion', {
    name: name('logs'),
    project,
    description: `Kept in the bucket of ${deployment.base} instead`,
    filter,
    dependsOn: [sink],
  });
  return bucket;
}
