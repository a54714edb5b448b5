/**
 * The machines: a regional group of identical ones, each of which runs both daemons. Its metadata and
 * `machine/startup.sh` configure a machine. A change of either makes a new template, and the group replaces
 * its machines one by one.
 */

import { readFileSync } from 'node:fs';
import { ComputeHealthCheck } from '@cdktf/provider-google/lib/compute-health-check/index.js';
import { ComputeInstanceTemplate } from '@cdktf/provider-google/lib/compute-instance-template/index.js';
import { ComputeRegionAutoscaler } from '@cdktf/provider-google/lib/compute-region-autoscaler/index.js';
import { ComputeRegionInstanceGroupManager } from '@cdktf/provider-google/lib/compute-region-instance-group-manager/index.js';
import { ProjectIamMember } from '@cdktf/provider-google/lib/project-iam-member/index.js';
import { ServiceAccountIamMember } from '@cdktf/provider-google/lib/service-account-iam-member/index.js';
import { StorageBucketIamMember } from '@cdktf/provider-google/lib/storage-bucket-iam-member/index.js';
import { stagePorts } from '../functions/common/domain/stage-ports.ts';
import { accountName, createAccount, emailOf, principalOf } from './accounts.ts';
import type { Artifact } from './build/build.ts';
import { type Deployment, literal, ownKey } from './deployment.ts';
import { createSubnetwork, machineTag } from './network.ts';
import { shortOf } from './regions.ts';
import { INITIALIZATION_S, PROCESSOR_TARGET, SCALE_IN, WAITING_PER_CORE } from './scaling.ts';
import { commonEnvironment, type DaemonName, type DaemonUnit } from './stages/daemon.ts';
import type { Storage } from './storage.ts';

/** The same Debian that the units and the start-up script are tested on. */
const IMAGE = 'projects/debian-cloud/global/images/family/debian-13';

/**
 * The cores that a machine type names: the first number of `n2d-custom-8-16384`, the only one of
 * `t2d-standard-16`.
 */
export function coresOf(machineType: string): number {
  const cores = Number(/^[a-z0-9]+-[a-z]+-(\d+)/.exec(machineType)?.[1]);
  if (!(cores > 0)) throw new Error(`the machine type ${machineType} names no cores`);
  return cores;
}

/** A regional group spreads over three zones, and its surge must be at least one machine for each. */
const ZONES = 3;

export interface Machines {
  readonly group: ComputeRegionInstanceGroupManager;
}

/** The parts that the machines of a region run. */
export interface MachineParts {
  readonly storage: Storage;
  readonly archive: Artifact;
  readonly daemons: readonly DaemonUnit[];
}

/** Creates the machines, their health check and their autoscaler. */
export function createMachines(deployment: Deployment, parts: MachineParts): Machines {
  const { stack, project, region, name, settings } = deployment;
  const template = createTemplate(deployment, parts);
  const healthCheck = new ComputeHealthCheck(stack, 'machine-health', {
    // A health check is global in the project, so two regions need two names.
    name: name(`machine-health-${shortOf(region)}`),
    project,
    // Five minutes, so that no machine is replaced for a fault that passes by itself.
    checkIntervalSec: 30,
    timeoutSec: 10,
    healthyThreshold: 1,
    unhealthyThreshold: 10,
    // Not /healthz: while Firestore or IAM fails, every machine is unhealthy, and a new one would be too.
    httpHealthCheck: { port: stagePorts.health, requestPath: '/livez' },
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
      // New machines first: the old ones are deleted once the new ones are healthy.
      maxSurgeFixed: ZONES,
      maxUnavailableFixed: 0,
    },
    // A machine that is repaired during a halted roll-out gets the target version.
    instanceLifecyclePolicy: { forceUpdateOnRepair: 'YES' },
    // Without a target size, a deployment that never gets a machine would succeed at once.
    targetSize: settings.MIN_MACHINES,
    // A deployment has succeeded when its machines run it.
    waitForInstances: true,
    waitForInstancesStatus: 'UPDATED',
    // The provider applies the `create` timeout to updates too. A roll-out takes 10 minutes for each three
    // machines.
    timeouts: { create: '90m', update: '90m', delete: '30m' },
    // After the creation the autoscaler decides on the size.
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
    singleInstanceAssignment: WAITING_PER_CORE * coresOf(settings.MACHINE_TYPE),
  });
  new ComputeRegionAutoscaler(stack, 'autoscaler', {
    name: name('machines'),
    project,
    region,
    target: group.id,
    autoscalingPolicy: {
      minReplicas: settings.MIN_MACHINES,
      maxReplicas: settings.MAX_MACHINES,
      cooldownPeriod: INITIALIZATION_S,
      // The autoscaler takes the largest number that any signal asks for. Without machines there is no CPU
      // load that asks for one, and an idle machine is kept. So only the message signal scales to zero and
      // back.
      ...(settings.MIN_MACHINES > 0 && { cpuUtilization: { target: PROCESSOR_TARGET } }),
      metric: [waiting(topology.subscriptions.extract.name), waiting(topology.subscriptions.save.name)],
      scaleInControl: {
        maxScaledInReplicas: { fixed: SCALE_IN.machines },
        timeWindowSec: SCALE_IN.windowS,
      },
    },
  });
}

/**
 * Series that take Hyperdisk and no Persistent Disk
 * (https://cloud.google.com/compute/docs/disks/hyperdisks#machine-type-support).
 */
const HYPERDISK_ONLY: readonly string[] = ['n4', 'c4', 'c4d'];

function diskType(machineType: string): string {
  const [series = ''] = machineType.split('-');
  return HYPERDISK_ONLY.includes(series) ? 'hyperdisk-balanced' : 'pd-balanced';
}

function createTemplate(
  deployment: Deployment,
  { storage, archive, daemons }: MachineParts,
): ComputeInstanceTemplate {
  const { stack, project, region, name, settings, base } = deployment;
  const subnetwork = createSubnetwork(deployment);
  const kmsKeySelfLink = ownKey(deployment);
  const isSpot = settings.MACHINE_SPOT === 'true';
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
        diskType: diskType(settings.MACHINE_TYPE),
        // Debian takes 2 GB, two versions of the daemons 0.4 GB. The rest is for logs, and a larger disk is
        // faster.
        diskSizeGb: 20,
        labels: { deployment: base },
        ...(kmsKeySelfLink && { diskEncryptionKey: { kmsKeySelfLink } }),
      },
    ],
    networkInterface: [{ subnetwork: subnetwork.id }],
    tags: [machineTag(deployment)],
    shieldedInstanceConfig: { enableSecureBoot: true, enableVtpm: true, enableIntegrityMonitoring: true },
    serviceAccount: {
      email: emailOf(deployment, 'machines'),
      scopes: ['https://www.googleapis.com/auth/cloud-platform'],
    },
    scheduling: isSpot ? SPOT : STANDARD,
    metadata: {
      'enable-oslogin': 'TRUE',
      'block-project-ssh-keys': 'TRUE',
      'serial-port-logging-enable': 'TRUE',
      'artifact-bucket': storage.bucket.name,
      'artifact-object': storage.daemons.name,
      'artifact-sha256': archive.sha256,
      'startup-script': literal(machineFile('startup.sh')),
      'ops-agent': literal(machineFile('ops-agent.yaml').replaceAll('DEPLOYMENT', base)),
      ...Object.fromEntries(
        daemons.map((daemon) => [`${daemon.name}-env`, environmentFile(daemon.environment)]),
      ),
      'health-env': environmentFile({
        ...commonEnvironment(deployment),
        PORT: String(stagePorts.health),
        // Google's health checks come from outside. The firewall admits nothing else.
        HOST: '0.0.0.0',
        DAEMONS: daemons.map((daemon) => `${daemon.name}=${daemon.environment.PORT}`).join(','),
      }),
    },
    lifecycle: { createBeforeDestroy: true },
    dependsOn: [
      new StorageBucketIamMember(stack, 'machines-read-artifacts', {
        bucket: storage.bucket.name,
        role: 'roles/storage.objectViewer',
        member: principalOf(deployment, 'machines'),
      }),
    ],
  });
}

const STANDARD = { automaticRestart: true, onHostMaintenance: 'MIGRATE', provisioningModel: 'STANDARD' };

/** The group replaces a machine that was preempted as soon as capacity is available. */
const SPOT = {
  provisioningModel: 'SPOT',
  preemptible: true,
  automaticRestart: false,
  onHostMaintenance: 'TERMINATE',
  instanceTerminationAction: 'STOP',
};

/** Creates the machines' account and grants what it needs in every region. */
export function createMachinesAccount(deployment: Deployment, daemons: readonly DaemonName[]): void {
  const { stack, project } = deployment;
  const account = createAccount(
    deployment,
    'machines',
    'The machines: get the daemons, send logs and metrics',
  );
  const member = `serviceAccount:${account.email}`;
  // Neither logs nor metrics have a resource to grant these on.
  new ProjectIamMember(stack, 'machines-write-logs', { project, role: 'roles/logging.logWriter', member });
  new ProjectIamMember(stack, 'machines-write-metrics', {
    project,
    role: 'roles/monitoring.metricWriter',
    member,
  });
  // Each daemon acts as its own account, and only as that.
  for (const daemon of daemons) {
    new ServiceAccountIamMember(stack, `machines-act-as-${daemon}`, {
      serviceAccountId: accountName(deployment, daemon),
      role: 'roles/iam.serviceAccountTokenCreator',
      member,
    });
  }
}

function machineFile(name: string): string {
  return readFileSync(new URL(`./machine/${name}`, import.meta.url), 'utf8');
}

/**
 * Writes a unit's environment file for systemd. It quotes nothing: the rules of the settings allow neither
 * quotes nor spaces in values.
 */
function environmentFile(environment: Readonly<Record<string, string>>): string {
  return Object.entries(environment)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('');
}
