/**
 * The machines: a regional group of identical ones, each of which runs both daemons. What a machine becomes is decided by its metadata
 * and `machine/startup.sh`; a change of either makes a new template, and the group replaces its machines one by one.
 */

import { readFileSync } from 'node:fs';
import { ComputeHealthCheck } from '@cdktf/provider-google/lib/compute-health-check/index.js';
import { ComputeInstanceTemplate } from '@cdktf/provider-google/lib/compute-instance-template/index.js';
import { ComputeRegionAutoscaler } from '@cdktf/provider-google/lib/compute-region-autoscaler/index.js';
import { ComputeRegionInstanceGroupManager } from '@cdktf/provider-google/lib/compute-region-instance-group-manager/index.js';
import { ProjectIamMember } from '@cdktf/provider-google/lib/project-iam-member/index.js';
import { ServiceAccountIamMember } from '@cdktf/provider-google/lib/service-account-iam-member/index.js';
import { StorageBucketIamMember } from '@cdktf/provider-google/lib/storage-bucket-iam-member/index.js';
import type { ITerraformDependable } from 'cdktf';
import { stagePorts } from '../functions/common/domain/stage-ports.ts';
import { createAccount } from './accounts.ts';
import { type Deployment, literal, principalOf } from './deployment.ts';
import { createNetwork, type Network } from './network.ts';
import { commonEnvironment, type DaemonUnit } from './stages/daemon.ts';
import type { Storage } from './storage.ts';

/** The same Debian that the units and the start-up script are tested on. */
const IMAGE = 'projects/debian-cloud/global/images/family/debian-12';

/**
 * How many messages may wait for each machine before another is started: about a minute's work. A machine of 16 cores extracts some 3,000 posts
 * a second (15 processes of 200, by the tagger's speed in docs/decisions.md, with a fifth kept back); the up to 960 messages that a
 * machine holds count too.
 */
const WAITING_PER_MACHINE = 180_000;

/** Regional groups spread over three zones, and a surge has to be one machine for each. */
const ZONES = 3;

export interface Machines {
  readonly group: ComputeRegionInstanceGroupManager;
}

/** Creates the machines and what keeps their number right. */
export function createMachines(
  deployment: Deployment,
  storage: Storage,
  daemons: readonly DaemonUnit[],
): Machines {
  const { stack, project, region, name } = deployment;
  const network = createNetwork(deployment, stagePorts.health);
  const template = createTemplate(deployment, storage, daemons, network);
  const healthCheck = new ComputeHealthCheck(stack, 'machine-health', {
    name: name('machine-health'),
    project,
    // Five minutes: a machine is replaced for what does not pass by itself; Pub/Sub or Firestore away for a moment does.
    checkIntervalSec: 30,
    timeoutSec: 10,
    healthyThreshold: 1,
    unhealthyThreshold: 10,
    httpHealthCheck: { port: stagePorts.health, requestPath: '/healthz' },
    logConfig: { enable: true },
  });
  const group = new ComputeRegionInstanceGroupManager(stack, 'machines', {
    name: name('machines'),
    project,
    region,
    baseInstanceName: name('machine'),
    version: [{ instanceTemplate: template.selfLinkUnique }],
    autoHealingPolicies: { healthCheck: healthCheck.id, initialDelaySec: 300 },
    updatePolicy: {
      type: 'PROACTIVE',
      minimalAction: 'REPLACE',
      replacementMethod: 'SUBSTITUTE',
      // New machines first: the old ones go when the new ones are well.
      maxSurgeFixed: ZONES,
      maxUnavailableFixed: 0,
    },
    // A deployment has succeeded when its machines run it.
    waitForInstances: true,
    waitForInstancesStatus: 'UPDATED',
    timeouts: { create: '30m', update: '60m', delete: '30m' },
    // The autoscaler's business.
    lifecycle: { ignoreChanges: ['target_size'] },
  });
  createAutoscaler(deployment, group);
  return { group };
}

function createAutoscaler(
  { stack, project, region, name, settings, topology }: Deployment,
  group: ComputeRegionInstanceGroupManager,
): void {
  const waiting = (subscription: string) => ({
    name: 'pubsub.googleapis.com/subscription/num_undelivered_messages',
    filter: `resource.type = "pubsub_subscription" AND resource.labels.subscription_id = "${subscription}"`,
    singleInstanceAssignment: WAITING_PER_MACHINE,
  });
  new ComputeRegionAutoscaler(stack, 'autoscaler', {
    name: name('machines'),
    project,
    region,
    target: group.id,
    autoscalingPolicy: {
      minReplicas: settings.MIN_MACHINES,
      maxReplicas: settings.MAX_MACHINES,
      // Boot, download of the daemons, and the first posts.
      cooldownPeriod: 180,
      // The largest number that any of them asks for is what counts.
      cpuUtilization: { target: 0.8 },
      metric: [waiting(topology.subscriptions.extract.name), waiting(topology.subscriptions.save.name)],
      // News comes in bursts: a machine that was needed a moment ago may be needed again.
      scaleInControl: { maxScaledInReplicas: { fixed: 1 }, timeWindowSec: 600 },
    },
  });
}

function createTemplate(
  deployment: Deployment,
  storage: Storage,
  daemons: readonly DaemonUnit[],
  network: Network,
): ComputeInstanceTemplate {
  const { stack, project, region, name, settings, artifacts } = deployment;
  const account = createAccount(
    deployment,
    'machines',
    'The machines: get the daemons, send logs and metrics',
  );
  return new ComputeInstanceTemplate(stack, 'template', {
    namePrefix: `${name('machine')}-`,
    project,
    region,
    machineType: settings.MACHINE_TYPE,
    disk: [
      {
        boot: true,
        autoDelete: true,
        sourceImage: IMAGE,
        diskType: 'pd-balanced',
        // Debian takes 2 GB, two versions of the daemons 0.4 GB; the rest is for logs, and the disk's speed grows with its size.
        diskSizeGb: 20,
      },
    ],
    networkInterface: [{ subnetwork: network.subnetwork.id }],
    tags: [network.tag],
    shieldedInstanceConfig: { enableSecureBoot: true, enableVtpm: true, enableIntegrityMonitoring: true },
    serviceAccount: { email: account.email, scopes: ['https://www.googleapis.com/auth/cloud-platform'] },
    scheduling: { automaticRestart: true, onHostMaintenance: 'MIGRATE', provisioningModel: 'STANDARD' },
    metadata: {
      'enable-oslogin': 'TRUE',
      'block-project-ssh-keys': 'TRUE',
      'serial-port-logging-enable': 'TRUE',
      'artifact-bucket': storage.bucket.name,
      'artifact-object': storage.daemons.name,
      'artifact-sha256': artifacts.daemons.sha256,
      'startup-script': literal(machineFile('startup.sh')),
      'ops-agent': literal(machineFile('ops-agent.yaml').replaceAll('DEPLOYMENT', deployment.base)),
      ...Object.fromEntries(
        daemons.map((daemon) => [`${daemon.name}-env`, environmentFile(daemon.environment)]),
      ),
      'health-env': environmentFile({
        ...commonEnvironment(deployment),
        PORT: String(stagePorts.health),
        // Health checks come from outside; the firewall lets nobody else in.
        HOST: '0.0.0.0',
        DAEMONS: daemons.map((daemon) => `${daemon.name}=${daemon.environment.PORT}`).join(','),
      }),
    },
    lifecycle: { createBeforeDestroy: true },
    dependsOn: [
      ...network.ways,
      ...grantMachines(deployment, storage, daemons, principalOf(account)),
      ...daemons.flatMap((daemon) => daemon.grants),
    ],
  });
}

function grantMachines(
  { stack, project }: Deployment,
  storage: Storage,
  daemons: readonly DaemonUnit[],
  member: string,
): ITerraformDependable[] {
  return [
    new StorageBucketIamMember(stack, 'machines-read-artifacts', {
      bucket: storage.bucket.name,
      role: 'roles/storage.objectViewer',
      member,
    }),
    // Neither logs nor metrics have a resource to grant these on.
    new ProjectIamMember(stack, 'machines-write-logs', { project, role: 'roles/logging.logWriter', member }),
    new ProjectIamMember(stack, 'machines-write-metrics', {
      project,
      role: 'roles/monitoring.metricWriter',
      member,
    }),
    // Each daemon acts as its own account, and only as that.
    ...daemons.map(
      (daemon) =>
        new ServiceAccountIamMember(stack, `machines-act-as-${daemon.name}`, {
          serviceAccountId: daemon.account.name,
          role: 'roles/iam.serviceAccountTokenCreator',
          member,
        }),
    ),
  ];
}

function machineFile(name: string): string {
  return readFileSync(new URL(`./machine/${name}`, import.meta.url), 'utf8');
}

/** What systemd reads as a unit's environment. The values have neither quotes nor spaces, as the settings' rules see to. */
function environmentFile(environment: Readonly<Record<string, string>>): string {
  return Object.entries(environment)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('');
}
