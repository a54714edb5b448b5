/** Service Usage: the enabled APIs, and Google's own service accounts, which are created on request. */
import { type JsonObject, textsOf } from '../json.ts';
import { done, operationRoute } from '../operations.ts';
import { type ApiRoute, route } from '../routes.ts';
import type { GoogleWorld } from '../world.ts';

/** APIs whose agents have a different name (https://cloud.google.com/iam/docs/service-agents). */
const agentDomains: Readonly<Record<string, string>> = {
  'artifactregistry.googleapis.com': 'gcp-sa-artifactregistry',
  'cloudbuild.googleapis.com': 'gcp-sa-cloudbuild',
  'cloudfunctions.googleapis.com': 'gcf-admin-robot',
  'compute.googleapis.com': 'compute-system',
  'logging.googleapis.com': 'gcp-sa-logging',
  'monitoring.googleapis.com': 'gcp-sa-monitoring-notification',
  'pubsub.googleapis.com': 'gcp-sa-pubsub',
  'run.googleapis.com': 'serverless-robot-prod',
  'secretmanager.googleapis.com': 'gcp-sa-secretmanager',
};

function enable(world: GoogleWorld, service: string): void {
  if (!world.enabledAt.has(service)) world.enabledAt.set(service, world.now());
}

function describe(world: GoogleWorld, service: string): JsonObject {
  return {
    name: `projects/${world.projectNumber}/services/${service}`,
    parent: `projects/${world.projectNumber}`,
    config: { name: service },
    state: world.enabledAt.has(service) ? 'ENABLED' : 'DISABLED',
  };
}

/** The email address of an API's agent. */
export function agentOf(world: GoogleWorld, service: string): string {
  const domain = agentDomains[service] ?? `gcp-sa-${service.split('.')[0]}`;
  return `service-${world.projectNumber}@${domain}.iam.gserviceaccount.com`;
}

export const serviceUsage: readonly ApiRoute[] = ['v1', 'v1beta1'].flatMap((version) => [
  route('GET', `/serviceusage/${version}/{name=projects/*}/services`, (_, world) => ({
    services: [...world.enabledAt.keys()].map((service) => describe(world, service)),
  })),
  route('POST', `/serviceusage/${version}/{name=projects/*}/services:batchEnable`, ({ body }, world) => {
    for (const service of textsOf(body, 'serviceIds')) enable(world, service);
    return done(world, 'operations/enable', {});
  }),
  route('POST', `/serviceusage/${version}/projects/*/services/{name=*}:enable`, ({ name }, world) => {
    enable(world, name);
    return done(world, 'operations/enable', {});
  }),
  route(
    'POST',
    `/serviceusage/${version}/projects/*/services/{name=*}:generateServiceIdentity`,
    ({ name }, world) => {
      const email = agentOf(world, name);
      world.agents.add(email);
      return done(
        world,
        'operations/identity',
        { email, uniqueId: world.nextId() },
        'google.api.serviceusage.v1beta1.ServiceIdentity',
      );
    },
  ),
  operationRoute(`/serviceusage/${version}/{name=operations/**}`),
]);
