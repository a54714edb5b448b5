/**
 * IAM policies. A write needs the etag of the last read, else it could overwrite a change made since
 * (https://cloud.google.com/iam/docs/allow-policies#etag). Members must exist. A grant becomes effective
 * after a delay.
 */
import { type JsonObject, objectOf, objectsOf, textOf, textsOf } from './json.ts';
import { ApiRefusal } from './refusal.ts';
import { type ApiRoute, type Handler, route } from './routes.ts';
import { find, type GoogleWorld } from './world.ts';

const empty: JsonObject = { version: 1, etag: 'ACAB', bindings: [] };

/** The routes of a resource's policy: read with `getVerb`, written with POST. */
export function policyRoutes(
  service: string,
  template: string,
  getVerb: 'GET' | 'POST',
  doesExist: (world: GoogleWorld, key: string) => void = find,
): readonly ApiRoute[] {
  return [
    route(getVerb, `${template}:getIamPolicy`, ({ name }, world) => {
      doesExist(world, `${service}/${name}`);
      return readPolicy(world, `${service}/${name}`);
    }),
    route('POST', `${template}:setIamPolicy`, ({ name, body }, world) => {
      doesExist(world, `${service}/${name}`);
      return writePolicy(world, `${service}/${name}`, objectOf(body, 'policy'));
    }),
  ];
}

export function readPolicy(world: GoogleWorld, key: string): JsonObject {
  return world.policies.get(key) ?? empty;
}

/** Replaces a policy if its etag is current. */
export function writePolicy(world: GoogleWorld, key: string, policy: JsonObject): JsonObject {
  const present = readPolicy(world, key);
  if (textOf(policy, 'etag') !== '' && policy.etag !== present.etag) {
    throw new ApiRefusal(
      409,
      'There were concurrent policy changes. Please retry the whole read-modify-write.',
      {
        status: 'ABORTED',
      },
    );
  }
  const bindings = objectsOf(policy, 'bindings');
  for (const binding of bindings) checkBinding(world, policy, binding);
  const granted = new Set(bindings.flatMap(grantsOf));
  for (const grant of granted) {
    const id = `${key} ${grant}`;
    if (!world.grantedAt.has(id)) world.grantedAt.set(id, world.now());
  }
  for (const id of world.grantedAt.keys()) {
    if (id.startsWith(`${key} `) && !granted.has(id.slice(key.length + 1))) world.grantedAt.delete(id);
  }
  const written = {
    version: typeof policy.version === 'number' ? policy.version : 1,
    etag: `etag-${world.nextId()}`,
    bindings: policy.bindings ?? [],
  };
  world.policies.set(key, written);
  return written;
}

function grantsOf(binding: JsonObject): readonly string[] {
  return textsOf(binding, 'members').map((member) => `${textOf(binding, 'role')} ${member}`);
}

function checkBinding(world: GoogleWorld, policy: JsonObject, binding: JsonObject): void {
  if (binding.condition !== undefined && policy.version !== 3) {
    throw new ApiRefusal(400, 'Policies with conditions need version 3');
  }
  for (const member of textsOf(binding, 'members')) {
    const [kind, email = ''] = member.split(/:(.*)/);
    if (kind !== 'serviceAccount') continue;
    const isOurs = world.resources.has(`iam/projects/${world.project}/serviceAccounts/${email}`);
    if (!isOurs && !world.agents.has(email)) {
      throw new ApiRefusal(400, `Service account ${email} does not exist.`);
    }
  }
}

/** Whether a grant on a resource is effective. */
export function isGranted(world: GoogleWorld, key: string, role: string, email: string): boolean {
  const at = world.grantedAt.get(`${key} ${role} serviceAccount:${email}`);
  return at !== undefined && at + world.propagationMs <= world.now();
}

/** Reads an existing resource. */
export function reads(service: string): Handler {
  return ({ name }, world) => find(world, `${service}/${name}`);
}
