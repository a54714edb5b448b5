/**
 * The data stack: APIs, accounts and their grants, messages, counts, logs, the network, and the channel for
 * alerts.
 */
import { Fn, TerraformOutput } from 'cdktf';
import { stagePorts } from '../functions/common/domain/stage-ports.ts';
import { createDatabase, letCurate } from './database.ts';
import { createDeployer } from './deployer.ts';
import type { Deployment } from './deployment.ts';
import { createBuildAccount } from './functions.ts';
import { createMachinesAccount } from './machines.ts';
import { createMessaging } from './messaging.ts';
import { createNetwork } from './network.ts';
import { createAlerts, createChannels } from './observability/alerts.ts';
import { createBudget } from './observability/budget.ts';
import { createDashboard } from './observability/dashboard.ts';
import { createLogs } from './observability/logs.ts';
import { createObjectives } from './observability/objectives.ts';
import { createBirthday } from './providers.ts';
import { enableServices } from './services.ts';
import { createExtractAccount } from './stages/extract.ts';
import { createSaveAccount } from './stages/save.ts';
import { createShowAccount } from './stages/show.ts';
import { createSubmitAccount } from './stages/submit.ts';

/** Fills the stack. */
export function fillDataStack(deployment: Deployment): void {
  enableServices(deployment);
  const messaging = createMessaging(deployment);
  const database = createDatabase(deployment);
  createNetwork(deployment, stagePorts.health);
  createSubmitAccount(deployment, messaging, database);
  createExtractAccount(deployment, messaging);
  createSaveAccount(deployment, messaging, database);
  createShowAccount(deployment, database);
  letCurate(deployment, database);
  createBuildAccount(deployment);
  createMachinesAccount(deployment, ['extract', 'save']);
  const birthday = createBirthday(deployment.stack);
  createLogs(deployment, birthday);
  createDeployer(deployment, birthday);
  const channels = createChannels(deployment);
  createAlerts(deployment, channels);
  createObjectives(deployment, channels);
  createBudget(deployment, channels);
  const dashboard = createDashboard(deployment);
  new TerraformOutput(deployment.stack, 'output-dashboard', {
    value: `https://console.cloud.google.com/monitoring/dashboards/builder/${Fn.basename(dashboard.id)}?project=${deployment.project}`,
  }).overrideLogicalId('dashboard');
}
