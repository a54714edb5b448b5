/** The APIs of a project that the deployment uses, and who waits for which: on a new project none of them is on. */
import { ProjectService } from '@cdktf/provider-google/lib/project-service/index.js';
import { Aspects, TerraformResource } from 'cdktf';
import type { IConstruct } from 'constructs';
import type { Deployment } from './deployment.ts';

/** Which API a resource is made through, by the beginning of its type; the longest that fits counts. */
const apis = {
  google_artifact_registry_: 'artifactregistry',
  google_cloud_run_: 'run',
  google_cloudfunctions2_: 'cloudfunctions',
  google_compute_: 'compute',
  google_dns_: 'dns',
  google_firebaserules_: 'firebaserules',
  google_firestore_: 'firestore',
  google_logging_: 'logging',
  google_monitoring_: 'monitoring',
  google_project: 'cloudresourcemanager',
  google_project_service_identity: 'pubsub',
  google_pubsub_: 'pubsub',
  google_secret_manager_: 'secretmanager',
  google_service_account: 'iam',
  google_storage_: 'storage',
} as const;

/** Those that no resource of ours is made through, but that are used: to build functions, and by the daemons to act as their accounts. */
const others = ['cloudbuild', 'iamcredentials'] as const;

type GoogleApi = (typeof apis)[keyof typeof apis] | (typeof others)[number];

/** What a function needs besides its own API: Google's services build it and run it. */
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

/** Switches the APIs on and makes every resource wait for those it needs. */
export function enableServices({ stack, project }: Deployment): void {
  const names = [...new Set<GoogleApi>([...Object.values(apis), ...others])].sort();
  const enabled = new Map<GoogleApi, ProjectService>();
  for (const name of names) {
    const service = new ProjectService(stack, `api-${name}`, {
      project,
      service: `${name}.googleapis.com`,
      // Another deployment in the project may need it.
      disableOnDestroy: false,
    });
    enabled.set(name, service);
  }
  Aspects.of(stack).add({
    visit(node: IConstruct): void {
      if (!TerraformResource.isTerraformResource(node) || node instanceof ProjectService) return;
      const needed = apisOf(node.terraformResourceType)
        .map((api) => enabled.get(api))
        .filter((service) => service !== undefined);
      node.dependsOn = [...new Set([...(node.dependsOn ?? []), ...needed.map(addressOf)])].sort();
    },
  });
}

/** As `depends_on` wants it: a plain address, where every other reference is a template. */
function addressOf(resource: TerraformResource): string {
  return `${resource.terraformResourceType}.${resource.friendlyUniqueId}`;
}
