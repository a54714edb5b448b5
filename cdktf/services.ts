/**
 * Enables the APIs that the deployment uses, and makes resources wait for them: on a new project none of them
 * is enabled.
 */
import { ProjectService } from '@cdktf/provider-google/lib/project-service/index.js';
import { Aspects, TerraformResource } from 'cdktf';
import type { IConstruct } from 'constructs';
import type { Deployment } from './deployment.ts';
import { createServiceIdentity, createWait } from './providers.ts';

/** The API that creates a resource, by the prefix of its type; the longest match counts. */
const apis = {
  google_artifact_registry_: 'artifactregistry',
  google_billing_budget: 'billingbudgets',
  google_cloud_run_: 'run',
  google_cloudfunctions2_: 'cloudfunctions',
  google_compute_: 'compute',
  google_dns_: 'dns',
  google_firestore_: 'firestore',
  google_iam_workload_identity_pool: 'iam',
  google_logging_: 'logging',
  google_monitoring_: 'monitoring',
  google_project: 'cloudresourcemanager',
  google_project_service_identity: 'pubsub',
  google_pubsub_: 'pubsub',
  google_secret_manager_: 'secretmanager',
  google_service_account: 'iam',
  google_storage_: 'storage',
} as const;

/**
 * APIs that create no resource of ours, but that are used: to build functions, and by daemons and workflows
 * to act as accounts.
 */
const others = ['cloudbuild', 'iamcredentials', 'sts'] as const;

type GoogleApi = (typeof apis)[keyof typeof apis] | (typeof others)[number];

/** The APIs that a resource needs besides its own: a function is built and run by other Google services. */
const alsoNeeded: Readonly<Record<string, readonly GoogleApi[]>> = {
  google_cloudfunctions2_function: ['cloudbuild', 'run', 'artifactregistry'],
  google_compute_instance_template: ['iamcredentials'],
};

/** The APIs that a type of resource needs. */
export function apisOf(type: string): readonly GoogleApi[] {
  const prefixes = Object.keys(apis).filter((prefix) => type.startsWith(prefix)) as (keyof typeof apis)[];
  const [longest] = prefixes.toSorted((a, b) => b.length - a.length);
  if (longest === undefined) throw new Error(`services.ts does not know which API ${type} needs`);
  return [apis[longest], ...(alsoNeeded[type] ?? [])];
}

/** The provider needs Resource Manager to find the project when it enables any other API. */
const FIRST: GoogleApi = 'cloudresourcemanager';

/**
 * Enables the APIs and makes every resource of the stack wait until that has propagated. The stacks of the
 * regions need no wait of their own: they are deployed after this one.
 */
export function enableServices({ stack, project, providers }: Deployment): void {
  const names = [...new Set<GoogleApi>([...Object.values(apis), ...others])].sort();
  const enable = (api: GoogleApi, after: readonly ProjectService[]): ProjectService =>
    new ProjectService(stack, `api-${api}`, {
      project,
      service: `${api}.googleapis.com`,
      // Another deployment in the project may need it.
      disableOnDestroy: false,
      dependsOn: [...after],
    });
  const first = enable(FIRST, []);
  const enabled = [first, ...names.filter((name) => name !== FIRST).map((name) => enable(name, [first]))];
  const wait = createWait(stack, 'apis-are-on', enabled, names);
  // Google's services act in the project as service agents. Some of these accounts are created only on
  // request.
  for (const api of ['artifactregistry', 'cloudbuild', 'monitoring'])
    createServiceIdentity(stack, providers, project, api);
  Aspects.of(stack).add({
    visit(node: IConstruct): void {
      if (!TerraformResource.isTerraformResource(node)) return;
      const type = node.terraformResourceType;
      if (!type.startsWith('google_') || node instanceof ProjectService) return;
      // Fails for a type whose API this file does not know.
      apisOf(type);
      node.dependsOn = [...new Set([...(node.dependsOn ?? []), addressOf(wait)])].sort();
    },
  });
}

/** As `depends_on` wants it: a plain address, where every other reference is a template. */
function addressOf(resource: TerraformResource): string {
  return `${resource.terraformResourceType}.${resource.friendlyUniqueId}`;
}
