/**
 * Checks every five minutes, from three continents, that each function is reachable from outside. A function
 * that is not public admits Cloud Monitoring's own account, which signs in with an identity token.
 */
import { CloudRunV2ServiceIamMember } from '@cdktf/provider-google/lib/cloud-run-v2-service-iam-member/index.js';
import type { Cloudfunctions2Function } from '@cdktf/provider-google/lib/cloudfunctions2-function/index.js';
import { DataGoogleProject } from '@cdktf/provider-google/lib/data-google-project/index.js';
import { MonitoringUptimeCheckConfig } from '@cdktf/provider-google/lib/monitoring-uptime-check-config/index.js';
import { Fn } from 'cdktf';
import type { Deployment } from '../deployment.ts';

interface Probe {
  readonly name: 'submit' | 'show';
  readonly path: string;
  /** The status that the function itself answers, without a key and without reading the database. */
  readonly status: number;
}

const probes: readonly Probe[] = [
  // Submit takes only POST. Its refusal of GET shows that it runs, and submits nothing.
  { name: 'submit', path: '/posts', status: 405 },
  { name: 'show', path: '/api/openapi.json', status: 200 },
];

/** The prefix of a check's id: Cloud Monitoring makes the id from this name. */
export function checkName({ name }: Deployment, part: 'submit' | 'show'): string {
  return `${name(part)}-reached`;
}

/** Creates the checks of a region. */
export function createUptimeChecks(
  deployment: Deployment,
  functions: Readonly<Record<'submit' | 'show', Cloudfunctions2Function>>,
): void {
  const { stack, project, region, base } = deployment;
  const { number } = new DataGoogleProject(stack, 'project', { projectId: project });
  for (const { name, path, status } of probes) {
    const checked = functions[name];
    const mayCall = new CloudRunV2ServiceIamMember(stack, `uptime-calls-${name}`, {
      project,
      location: region,
      name: checked.name,
      role: 'roles/run.invoker',
      member: `serviceAccount:service-${number}@gcp-sa-monitoring-notification.iam.gserviceaccount.com`,
    });
    new MonitoringUptimeCheckConfig(stack, `uptime-${name}`, {
      project,
      displayName: checkName(deployment, name),
      period: '300s',
      timeout: '10s',
      selectedRegions: ['USA', 'EUROPE', 'ASIA_PACIFIC'],
      monitoredResource: {
        type: 'uptime_url',
        labels: { project_id: project, host: Fn.trimprefix(checked.serviceConfig.uri, 'https://') },
      },
      httpCheck: {
        path,
        port: 443,
        useSsl: true,
        validateSsl: true,
        requestMethod: 'GET',
        acceptedResponseStatusCodes: [{ statusValue: status }],
        serviceAgentAuthentication: { type: 'OIDC_TOKEN' },
      },
      userLabels: { deployment: base },
      dependsOn: [mayCall],
    });
  }
}
