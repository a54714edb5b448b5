/**
 * Long-running operations. Each is done in its first answer, because the providers wait ten seconds before
 * they poll.
 */
import type { JsonObject } from './json.ts';
import { ApiRefusal } from './refusal.ts';
import { type ApiRoute, route } from './routes.ts';
import type { GoogleWorld } from './world.ts';

/** A finished operation with its result. */
export function done(world: GoogleWorld, name: string, response: JsonObject, type = ''): JsonObject {
  const operation = {
    name: `${name}/${world.nextId()}`,
    done: true,
    // An `Any` names its type.
    response: { '@type': `type.googleapis.com/${type || 'google.protobuf.Empty'}`, ...response },
  };
  world.operations.set(operation.name, operation);
  return operation;
}

/** A failed operation. */
export function failed(world: GoogleWorld, name: string, message: string): JsonObject {
  const operation = { name: `${name}/${world.nextId()}`, done: true, error: { code: 3, message } };
  world.operations.set(operation.name, operation);
  return operation;
}

/** The route that polls the operations of a service. */
export function operationRoute(template: string): ApiRoute {
  return route('GET', template, ({ name }, world) => {
    const operation = world.operations.get(name);
    if (operation === undefined) throw new ApiRefusal(404, `Operation '${name}' was not found`);
    return operation;
  });
}
