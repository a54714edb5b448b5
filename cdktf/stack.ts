/** The stack: everything that a deployment is, put together from its parts. */
import { GoogleProvider } from '@cdktf/provider-google/lib/provider/index.js';
import { type App, Fn, GcsBackend, TerraformOutput, TerraformStack } from 'cdktf';
import { topology } from '../functions/common/domain/topology.ts';
import type { Artifacts } from './build/build.ts';
import { createDatabase } from './database.ts';
import type { Deployment } from './deployment.ts';
import { createBuilder } from './functions.ts';
import { createMachines } from './machines.ts';
import { createMessaging } from './messaging.ts';
import { createAlerts } from './observability/alerts.ts';
import { createDashboard } from './observability/dashboard.ts';
import { createLogs } from './observability/logs.ts';
import { enableServices } from './services.ts';
import { baseName, type DeploymentSettings } from './settings.ts';
import { createExtractDaemon } from './stages/extract.ts';
import { createSaveDaemon } from './stages/save.ts';
import { createShowFunction } from './stages/show.ts';
import { createSubmitFunction } from './stages/submit.ts';
import { createStorage } from './storage.ts';

export const STACK = 'entity-pipeline';

/** Adds the stack of a deployment to an app. */
export function createStack(app: App, settings: DeploymentSettings, artifacts: Artifacts): TerraformStack {
  const stack = new TerraformStack(app, STACK);
  const base = baseName(settings);
  const project = settings.GOOGLE_CLOUD_PROJECT;
  const deployment: Deployment = {
    stack,
    settings,
    artifacts,
    project,
    base,
    topology: topology(settings.NAME_PREFIX),
    region: settings.REGION,
    name: (what) => `${base}-${what}`,
    isProtected: settings.DELETION_PROTECTION === 'true',
  };
  const bucket = settings.STATE_BUCKET === '' ? `${project}-terraform-state` : settings.STATE_BUCKET;
  new GcsBackend(stack, { bucket, prefix: base });
  new GoogleProvider(stack, 'google', { project, region: settings.REGION });
  enableServices(deployment);

  const storage = createStorage(deployment);
  const messaging = createMessaging(deployment);
  const database = createDatabase(deployment);
  const builder = createBuilder(deployment, storage);
  const submit = createSubmitFunction(deployment, builder, messaging, database);
  const url = submit.serviceConfig.uri;
  const show = createShowFunction(deployment, builder, database, url);
  createMachines(deployment, storage, [
    createExtractDaemon(deployment, messaging),
    createSaveDaemon(deployment, messaging, database),
  ]);
  createLogs(deployment);
  createAlerts(deployment);
  const dashboard = createDashboard(deployment);

  const output = (id: string, value: string): void => {
    new TerraformOutput(stack, `output-${id}`, { value }).overrideLogicalId(id);
  };
  output('submit_url', url);
  output('show_url', show.serviceConfig.uri);
  output('submit_curl', curlLine(url, settings));
  output(
    'dashboard',
    `https://console.cloud.google.com/monitoring/dashboards/builder/${Fn.basename(dashboard.id)}?project=${project}`,
  );
  return stack;
}

/** How a person submits a post: with a key where keys are asked for, with their own identity where the function is not public. */
function curlLine(url: string, settings: DeploymentSettings): string {
  const headers = [
    settings.SUBMIT_PUBLIC === 'true' ? [] : ['authorization: Bearer $(gcloud auth print-identity-token)'],
    settings.SUBMIT_API_KEYS_SECRET === '' ? [] : ['x-api-key: $API_KEY'],
    ['content-type: application/json'],
  ].flat();
  const post = '{"publication":"Example Times","content":"Ada Lovelace met Charles Babbage in London."}';
  return `curl -sS ${url}/posts ${headers.map((header) => `-H "${header}"`).join(' ')} -d '${post}'`;
}
