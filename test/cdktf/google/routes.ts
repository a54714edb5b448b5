// Maps calls to handlers by path templates in the form of Google's own `google.api.http`, for example
// `/pubsub/v1/{name=projects/topics/*}`.

import type { JsonObject } from './json.ts';
import type { GoogleWorld } from './world.ts';

export interface ApiRequest {
  readonly verb: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: JsonObject;
  readonly bytes: Buffer;
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** The text that `{name=…}` of the template matched. */
  readonly name: string;
}

/** A response with headers. Uploads need it. */
export interface ApiReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: JsonObject;
}

export type Handler = (request: ApiRequest, world: GoogleWorld) => JsonObject;

export interface ApiRoute {
  readonly verb: string;
  readonly template: string;
  readonly pattern: RegExp;
  readonly handle: Handler;
}

/** A route. In templates `*` matches one part of a path, `**` the rest. A template has one `{name=…}`. */
export function route(verb: string, template: string, handle: Handler): ApiRoute {
  const source = template
    .replaceAll(/[.+?^$()|[\]\\]/g, '\\$&')
    .replace('{name=', '(?<name>')
    .replace('}', ')')
    .replaceAll('**', '.+')
    .replaceAll(/(?<!\.)\*/g, '[^/:]+');
  return { verb, template, pattern: new RegExp(`^${source}$`), handle };
}

/** The route of a call, and its name. */
export function match(
  routes: readonly ApiRoute[],
  verb: string,
  path: string,
): { readonly route: ApiRoute; readonly name: string } | undefined {
  for (const one of routes) {
    if (one.verb !== verb) continue;
    const found = one.pattern.exec(path);
    if (found !== null) return { route: one, name: decodeURIComponent(found.groups?.name ?? '') };
  }
  return undefined;
}
