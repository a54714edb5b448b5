/** Creates the HTTP functions: how they are built, the account they run as, and who may call them. */
import { ArtifactRegistryRepository } from '@cdktf/provider-google/lib/artifact-registry-repository/index.js';
import { ArtifactRegistryRepositoryIamMember } from '@cdktf/provider-google/lib/artifact-registry-repository-iam-member/index.js';
import { CloudRunV2ServiceIamMember } from '@cdktf/provider-google/lib/cloud-run-v2-service-iam-member/index.js';
import {
  Cloudfunctions2Function,
  type Cloudfunctions2FunctionServiceConfig,
} from '@cdktf/provider-google/lib/cloudfunctions2-function/index.js';
import { ProjectIamMember } from '@cdktf/provider-google/lib/project-iam-member/index.js';
import { SecretManagerSecretIamMember } from '@cdktf/provider-google/lib/secret-manager-secret-iam-member/index.js';
import { StorageBucketIamMember } from '@cdktf/provider-google/lib/storage-bucket-iam-member/index.js';
import type { ITerraformDependable } from 'cdktf';
import { accountName, createAccount, emailOf, principalOf } from './accounts.ts';
import type { Deployment } from './deployment.ts';
import { createWait } from './providers.ts';
import type { Storage } from './storage.ts';

/** The parts that builds of functions need. */
export interface Builder {
  readonly repository: ArtifactRegistryRepository;
  readonly storage: Storage;
  /** No build succeeds before this is done. */
  readonly ready: ITerraformDependable;
}

/**
 * Creates the account that builds functions: it reads the source, writes the image and its log, and nothing
 * else.
 */
export function createBuildAccount(deployment: Deployment): void {
  const { stack, project } = deployment;
  const account = createAccount(deployment, 'build', 'Builds the functions');
  const member = `serviceAccount:${account.email}`;
  // Cloud Functions copies the source into a bucket that it creates with the first function, so the grant
  // cannot be put on the bucket.
  new ProjectIamMember(stack, 'build-reads-copied-source', {
    project,
    role: 'roles/storage.objectViewer',
    member,
    condition: {
      title: 'sources of functions',
      expression: `resource.name.startsWith("projects/_/buckets/gcf-v2-sources-")`,
    },
  });
  // Logs have no resource to grant this on.
  new ProjectIamMember(stack, 'build-writes-log', { project, role: 'roles/logging.logWriter', member });
}

/** Creates the resources that build functions in a region. */
export function createBuilder(deployment: Deployment, storage: Storage): Builder {
  const { stack, project, region } = deployment;
  const member = principalOf(deployment, 'build');
  const repository = new ArtifactRegistryRepository(stack, 'images', {
    repositoryId: deployment.name('functions'),
    project,
    location: region,
    format: 'DOCKER',
    cleanupPolicies: [
      { id: 'keep-recent', action: 'KEEP', mostRecentVersions: { keepCount: 10 } },
      { id: 'delete-old', action: 'DELETE', condition: { olderThan: '2592000s' } },
    ],
  });
  const grants = [
    new ArtifactRegistryRepositoryIamMember(stack, 'build-writes-images', {
      project,
      location: region,
      repository: repository.name,
      role: 'roles/artifactregistry.writer',
      member,
    }),
    new StorageBucketIamMember(stack, 'build-reads-source', {
      bucket: storage.bucket.name,
      role: 'roles/storage.objectViewer',
      member,
    }),
  ];
  return { repository, storage, ready: createWait(stack, 'builder-may-build', grants, [member]) };
}

/** Lets a function's account read the secrets that its environment comes from. */
export function letReadSecrets(
  { stack, project }: Deployment,
  part: 'submit' | 'show',
  secrets: Readonly<Record<string, string>>,
  member: string,
): void {
  for (const [variable, secretId] of Object.entries(secrets)) {
    new SecretManagerSecretIamMember(stack, `${part}-reads-${variable.toLowerCase()}`, {
      project,
      secretId,
      role: 'roles/secretmanager.secretAccessor',
      member,
    });
  }
}

export interface HttpFunction {
  readonly name: 'submit' | 'show';
  readonly description: string;
  readonly service: Pick<
    Cloudfunctions2FunctionServiceConfig,
    | 'availableMemory'
    | 'availableCpu'
    | 'maxInstanceRequestConcurrency'
    | 'minInstanceCount'
    | 'maxInstanceCount'
    | 'timeoutSeconds'
  >;
  readonly environment: Readonly<Record<string, string>>;
  /** Environment variable to id of the secret that holds its value. */
  readonly secrets: Readonly<Record<string, string>>;
  readonly isPublic: boolean;
  readonly invokers: readonly string[];
}

/** Creates an HTTP function of the second generation, and lets those in who may call it. */
export function createFunction(
  deployment: Deployment,
  builder: Builder,
  description: HttpFunction,
): Cloudfunctions2Function {
  const { stack, project, region, settings } = deployment;
  const { name } = description;
  const source = builder.storage.functions.name;
  const created = new Cloudfunctions2Function(stack, name, {
    name: deployment.name(name),
    project,
    location: region,
    description: description.description,
    buildConfig: {
      runtime: 'nodejs24',
      entryPoint: name,
      serviceAccount: accountName(deployment, 'build'),
      dockerRepository: builder.repository.id,
      source: { storageSource: { bucket: builder.storage.bucket.name, object: source } },
      // The provider compares the source with its own state, which even a failed update has changed. But it
      // reads the environment back from the function. With the source's name in there, the next plan sees
      // that the function is out of date.
      environmentVariables: { ARTIFACT: source },
    },
    serviceConfig: {
      ...description.service,
      serviceAccountEmail: emailOf(deployment, name),
      ingressSettings: 'ALLOW_ALL',
      allTrafficOnLatestRevision: true,
      environmentVariables: {
        GOOGLE_CLOUD_PROJECT: project,
        NAME_PREFIX: settings.NAME_PREFIX,
        LOG_LEVEL: settings.LOG_LEVEL,
        LOG_FORMAT: 'json',
        NODE_ENV: 'production',
        ...description.environment,
      },
      secretEnvironmentVariables: Object.entries(description.secrets).map(([key, secret]) => ({
        key,
        projectId: project,
        secret,
        version: 'latest',
      })),
    },
    timeouts: { create: '30m', update: '30m', delete: '30m' },
    lifecycle: {
      postcondition: [
        {
          condition: `\${self.state == "ACTIVE"}`,
          errorMessage: `Function ${deployment.name(name)} is not active: its last build or start failed. Read the reason in its log, fix it, and deploy again.`,
        },
      ],
    },
    dependsOn: [builder.ready],
  });
  const callers = [...(description.isPublic ? ['allUsers'] : []), ...description.invokers];
  for (const [index, member] of callers.entries()) {
    new CloudRunV2ServiceIamMember(stack, `${name}-caller-${index}`, {
      project,
      location: region,
      name: created.name,
      role: 'roles/run.invoker',
      member,
    });
  }
  return created;
}
