/**
 * Faults that the stacks had, each put back into a synthesized stack. A test that misses one of them proves
 * nothing.
 */
import { isObject, type JsonObject, objectOf } from '../google/json.ts';

export type StackFault = (stack: JsonObject) => JsonObject;

/** A function does not refer to its artifact, and nothing checks its state. */
export const buildsWithoutTrace: StackFault = resources(
  'google_cloudfunctions2_function',
  (cloudFunction) => ({
    ...without(cloudFunction, 'lifecycle'),
    build_config: without(objectOf(cloudFunction, 'build_config'), 'environment_variables'),
  }),
);

/** The bucket of the artifacts has the same name in every region. */
export const oneBucketForAllRegions: StackFault = resources('google_storage_bucket', (bucket) => ({
  ...bucket,
  name: 'demo-entity-pipeline-code',
}));

/** The machines of every region have the same addresses. */
export const oneRangeForAllRegions: StackFault = resources('google_compute_subnetwork', (subnetwork) => ({
  ...subnetwork,
  ip_cidr_range: '10.64.0.0/20',
}));

/** The provider waits half an hour for the group, in updates too. */
export const waitsForHalfAnHour: StackFault = resources(
  'google_compute_region_instance_group_manager',
  (group) => ({
    ...group,
    timeouts: { create: '30m', update: '90m', delete: '30m' },
  }),
);

/** The number of machines that the group waits for is missing. */
export const waitsForNoMachine: StackFault = resources(
  'google_compute_region_instance_group_manager',
  (group) => without(group, 'target_size'),
);

/** The bucket of the logs has the same name in every deployment. */
export const oneLogBucketForEver: StackFault = resources(
  'google_logging_project_bucket_config',
  (bucket) => ({
    ...bucket,
    bucket_id: 'pipeline-logs',
  }),
);

/** The stack with the database releases its own security rules. */
export const releasesRules: StackFault = (stack) => {
  const resource = objectOf(stack, 'resource');
  if (resource.google_firestore_database === undefined) return stack;
  const project = 'demo-entity-pipeline';
  const depends_on = ['time_sleep.apis-are-on'];
  return {
    ...stack,
    resource: {
      ...resource,
      google_firebaserules_ruleset: {
        rules: {
          depends_on,
          project,
          source: { files: [{ name: 'firestore.rules', content: 'service cloud.firestore {}' }] },
        },
      },
      google_firebaserules_release: {
        rules: {
          depends_on,
          project,
          name: 'cloud.firestore',
          ruleset_name: `\${google_firebaserules_ruleset.rules.name}`,
        },
      },
    },
  };
};

/** No resource waits until APIs and grants are effective. */
export const waitsForNothing: StackFault = resources('time_sleep', (wait) => ({
  ...wait,
  create_duration: '0s',
}));

/** Changes each resource of a type, in every stack that has one. */
function resources(type: string, change: (resource: JsonObject) => JsonObject): StackFault {
  return (stack) => {
    const resource = objectOf(stack, 'resource');
    const ofType = resource[type];
    if (!isObject(ofType)) return stack;
    const changed = Object.entries(ofType).map(([id, one]) => [id, isObject(one) ? change(one) : one]);
    return { ...stack, resource: { ...resource, [type]: Object.fromEntries(changed) } };
  };
}

function without(object: JsonObject, name: string): JsonObject {
  const { [name]: _, ...rest } = object;
  return rest;
}
