/**
 * The state of the stand-in: one project, in memory. Tests read it, and set durations and the next failures
 * in it. The files in `services/` decide what a call changes.
 */
import type { AnyJson, JsonObject } from './json.ts';
import { ApiRefusal } from './refusal.ts';

/** One call of a provider. */
export interface ApiCall {
  readonly verb: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: JsonObject;
  readonly status: number;
  readonly at: number;
}

/** A delayed change. `done` runs at the first call or read after `doneAt`. */
interface Pending {
  readonly doneAt: number;
  readonly done: () => void;
}

export interface GoogleWorldSettings {
  readonly project: string;
  readonly projectNumber: string;
  /** The delay until an enabled API or a grant is effective. */
  readonly propagationMs: number;
  /** The time that the group takes to replace its machines. */
  rolloutMs: number;
}

export interface GoogleWorld extends GoogleWorldSettings {
  readonly now: () => number;
  /** By service and name: `pubsub/projects/p/topics/t`. */
  readonly resources: Map<string, JsonObject>;
  /** IAM policies, by the same keys. */
  readonly policies: Map<string, JsonObject>;
  /** The time at which each member got each role. It is effective later. */
  readonly grantedAt: Map<string, number>;
  readonly enabledAt: Map<string, number>;
  /** Google's own service accounts, by email address. */
  readonly agents: Set<string>;
  readonly operations: Map<string, JsonObject>;
  /** The number of next builds that fail, by the function's name. */
  readonly failingBuilds: Map<string, number>;
  /** The most machines that the group gets. With 0 it never becomes stable. */
  availableMachines: number;
  readonly pending: Pending[];
  /** The last roll-out of each group. Only that one makes the group stable. */
  readonly rollouts: Map<string, string>;
  /** The index change in progress, by database. */
  readonly changes: Map<string, { readonly name: string; readonly since: number }>;
  /** The bytes of uploaded objects, by key. */
  readonly uploads: Map<string, Buffer>;
  readonly calls: ApiCall[];
  /** Calls that Google's discovery documents do not allow. */
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

/** Adds a resource. Its name must be free. */
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

/** The resources whose keys have this prefix. */
export function below(world: GoogleWorld, prefix: string): (readonly [key: string, resource: JsonObject])[] {
  return [...world.resources].filter(([key]) => key.startsWith(prefix));
}

/** A resource after a change of the top-level fields in its mask; of all fields without a mask. */
export function merged(resource: JsonObject, change: JsonObject, mask: string | null): JsonObject {
  if (mask === null || mask === '') return { ...resource, ...change };
  const fields = new Set(mask.split(',').map((path) => camelCase(path.split('.')[0] ?? '')));
  const kept = Object.entries(resource).filter(([name]) => !fields.has(name));
  const given = Object.entries(change).filter(([name]) => fields.has(name));
  return Object.fromEntries<AnyJson | undefined>([...kept, ...given]);
}

/** Google accepts both `update_mask` and `updateMask`. */
export function camelCase(name: string): string {
  return name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

/** Schedules a change. */
export function later(world: GoogleWorld, afterMs: number, done: () => void): void {
  world.pending.push({ doneAt: world.now() + afterMs, done });
}

/** Runs the changes that are due. */
export function settle(world: GoogleWorld): void {
  const due = world.pending.filter(({ doneAt }) => doneAt <= world.now());
  for (const one of due) {
    world.pending.splice(world.pending.indexOf(one), 1);
    one.done();
  }
}
