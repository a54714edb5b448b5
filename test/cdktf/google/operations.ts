/**
 * Long-running operations. Each ends in the answer that begins it: the providers would wait ten seconds
 * before they ask again.
 */
import type { JsonObject } from './json.ts';
import { ApiRefusal } from './refusal.ts';
import { type ApiRoute, route } from './routes.ts';
import type { GoogleWorld } from './world.ts';

/** An operation that is done, and what came of it. */
export function done(world: GoogleWorld, name: string, response: JsonObject, type = ''): JsonObject {
  const operation = {
    name: `${name}/${world.nextId()}`,
    done: true,
    // `Any` says what it is.
    response: { '@type': `type.googleapis.com/${type || 'google.protobuf.Empty'}`, ...response },
  };
  world.operations.set(operation.name, operation);
  return operation;
}

/** An operation that has ended with an error. */
export function failed(world: GoogleWorld, name: string, message: string): JsonObject {
  const operation = { name: `${name}/${world.nextId()}`, done: true, error: { code: 3, message } };
  world.operations.set(operation.name, operation);
  return operation;
}

/** How a service's operations are asked for. */
export function operationRoute(template: string): ApiRoute {
  return route('GET', template, ({ name }, world) => {
    const operation = world.operations.get(name);
    if (operation === undefined) throw new ApiRefusal(404, `Operation '${name}' was not found`);
    return operation;
  });
}
