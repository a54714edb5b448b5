/**
 * What the stand-in remembers: one project, in memory. Tests read it, and set in it how long things take and
 * what fails next. What a call does to it is decided by the files in `services/`.
 */
import type { AnyJson, JsonObject } from './json.ts';
import { ApiRefusal } from './refusal.ts';

/** One call as the provider made it. */
export interface ApiCall {
  readonly verb: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: JsonObject;
  readonly status: number;
  readonly at: number;
}

/** A change that takes a while. `done` happens at `doneAt`, when somebody asks or the next call arrives. */
interface Pending {
  readonly doneAt: number;
  readonly done: () => void;
}

export interface GoogleWorldSettings {
  readonly project: string;
  readonly projectNumber: string;
  /** How long an API that is switched on, or a grant, takes to be in force. */
  readonly propagationMs: number;
  /** How long the group takes to replace its machines. */
  rolloutMs: number;
}

export interface GoogleWorld extends GoogleWorldSettings {
  readonly now: () => number;
  /** By service and name: `pubsub/projects/p/topics/t`. */
  readonly resources: Map<string, JsonObject>;
  /** IAM policies, by the same keys. */
  readonly policies: Map<string, JsonObject>;
  /** When each member was granted each role: in force only a while later. */
  readonly grantedAt: Map<string, number>;
  readonly enabledAt: Map<string, number>;
  /** Google's own service accounts, by address. */
  readonly agents: Set<string>;
  readonly operations: Map<string, JsonObject>;
  /** How many of the next builds fail, by the function's name. */
  readonly failingBuilds: Map<string, number>;
  /** The machines that the group gets at most. With 0 it never becomes stable. */
  availableMachines: number;
  readonly pending: Pending[];
  /** By group of machines, its last roll-out: only that makes it stable. */
  readonly rollouts: Map<string, string>;
  /** By database, the change of its indexes that is under way. */
  readonly changes: Map<string, { readonly name: string; readonly since: number }>;
  /** Content of uploaded objects, in bytes, by key. */
  readonly uploads: Map<string, Buffer>;
  readonly calls: ApiCall[];
  /** What calls did that Google's discovery documents do not allow. */
  readonly violations: string[];
  /** Numbers for ids, each used once. */
  readonly nextId: () => string;
}

/** An empty project. */
export function createWorld(settings: GoogleWorldSettings, now: () => number): GoogleWorld {
  let ids = 1_000_000;
  return {
    ...settings,
    now,
    resources: new Map(),
    policies: new Map(),
    grantedAt: new Map(),
    enabledAt: new Map(),
    agents: new Set(),
    operations: new Map(),
    failingBuilds: new Map(),
    availableMachines: Number.POSITIVE_INFINITY,
    pending: [],
    rollouts: new Map(),
    changes: new Map(),
    uploads: new Map(),
    calls: [],
    violations: [],
    nextId: () => String(++ids),
  };
}

/** The resource under a key. */
export function find(world: GoogleWorld, key: string): JsonObject {
  const found = world.resources.get(key);
  if (found === undefined) throw new ApiRefusal(404, `Resource '${key}' was not found`);
  return found;
}

/** Adds a resource whose name is not taken. */
export function add(world: GoogleWorld, key: string, resource: JsonObject): JsonObject {
  if (world.resources.has(key)) throw new ApiRefusal(409, `Resource '${key}' already exists`);
  world.resources.set(key, resource);
  return resource;
}

/** Removes a resource and its policy. */
export function remove(world: GoogleWorld, key: string): void {
  find(world, key);
  world.resources.delete(key);
  world.policies.delete(key);
}

/** The resources whose keys begin like this. */
export function below(world: GoogleWorld, prefix: string): (readonly [key: string, resource: JsonObject])[] {
  return [...world.resources].filter(([key]) => key.startsWith(prefix));
}

/**
 * A resource with the fields of a change that its mask names, by top-level name; all of them without a mask.
 */
export function merged(resource: JsonObject, change: JsonObject, mask: string | null): JsonObject {
  if (mask === null || mask === '') return { ...resource, ...change };
  const fields = new Set(mask.split(',').map((path) => camelCase(path.split('.')[0] ?? '')));
  const kept = Object.entries(resource).filter(([name]) => !fields.has(name));
  const given = Object.entries(change).filter(([name]) => fields.has(name));
  return Object.fromEntries<AnyJson | undefined>([...kept, ...given]);
}

/** Google takes both `update_mask` and `updateMask`. */
export function camelCase(name: string): string {
  return name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

/** Lets a change happen after a while. */
export function later(world: GoogleWorld, afterMs: number, done: () => void): void {
  world.pending.push({ doneAt: world.now() + afterMs, done });
}

/** Does what is due. */
export function settle(world: GoogleWorld): void {
  const due = world.pending.filter(({ doneAt }) => doneAt <= world.now());
  for (const one of due) {
    world.pending.splice(world.pending.indexOf(one), 1);
    one.done();
  }
}
