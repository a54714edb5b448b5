/**
 * Corrections of names by people: which names are the same, which are not names, and which type a name has.
 * Saved counts do not change; readers apply the corrections. This file defines the form of a change and the
 * meaning of all changes together. `tools/names` decides which change is possible. Pure.
 */
import { z } from 'zod';
import { type EntityType, entityTypes, MAX_ENTITY_TEXT_LENGTH } from '../post.ts';

const type = z.enum(entityTypes);
/** A name as the person wrote it, and the key that it is counted under. */
const Name = z.object({ key: z.string(), text: z.string().max(MAX_ENTITY_TEXT_LENGTH) });
export type CuratedName = Readonly<z.infer<typeof Name>>;

const CurationChange = z.discriminatedUnion('kind', [
  /** The counts of the parts are added to those of another name. */
  z.object({ kind: z.literal('merge'), id: z.string(), parts: z.array(Name), into: Name }),
  /** Undoes a merge: the name is counted separately again. */
  z.object({ kind: z.literal('split'), id: z.string(), name: Name }),
  /** A name is shown nowhere; with a type, only where it is shown under that type. */
  z.object({ kind: z.literal('hide'), id: z.string(), name: Name, type: type.optional() }),
  /** A name is shown under another type; with `type`, only where it is shown under that one. */
  z.object({ kind: z.literal('retype'), id: z.string(), name: Name, type: type.optional(), to: type }),
]);
export type CurationChange = Readonly<z.infer<typeof CurationChange>>;

/** A query takes this number of keys (`array-contains-any`), so no name has more parts, itself included. */
export const MAX_KEYS_A_NAME = 30;

/** Writes changes as the document that readers read has them. */
export function encodeChanges(changes: readonly CurationChange[]): string {
  return JSON.stringify(changes);
}

/**
 * Reads what `encodeChanges` wrote. A change of a form that this version does not know is left out, so that a
 * newer command does not stop an older reader.
 */
export function decodeChanges(text: string): readonly CurationChange[] {
  return z
    .array(z.unknown())
    .parse(JSON.parse(text))
    .flatMap((one) => {
      const change = CurationChange.safeParse(one);
      return change.success ? [change.data] : [];
    });
}

/** The combined effect of some changes. */
export interface Curation {
  readonly changes: readonly CurationChange[];
  /** The keys that a change refers to. All other names are shown unchanged. */
  readonly keys: ReadonlySet<string>;
  /** The key that a key's counts are shown under: its own, unless it is merged. */
  readonly keyOf: (key: string) => string;
  /** All keys whose counts are shown under a key, the key first. */
  readonly partsOf: (key: string) => readonly string[];
  /** The text of a name that others are merged into. */
  readonly textOf: (key: string) => string | undefined;
  /** The type under which a name is shown that would otherwise be shown under `shown`. */
  readonly typeOf: (key: string, shown: EntityType) => EntityType;
  /** Whether a name is hidden under a type; without `shown`, under all types. */
  readonly isHidden: (key: string, shown?: EntityType) => boolean;
}

/** Changes by the key and the type that they are about; the last one made counts. */
type ByType<Value> = Map<string, Map<EntityType | 'any', Value>>;

/**
 * The combined effect of changes, given the oldest first: a later change to a name replaces an earlier one.
 * Merges of merges are followed to the end. A circle of merges, which the command refuses, ends where it
 * began.
 */
export function curationOf(changes: readonly CurationChange[]): Curation {
  const targets = targetsOf(changes);
  const types: ByType<EntityType> = new Map();
  const hidden: ByType<true> = new Map();
  for (const change of changes) {
    if (change.kind === 'hide') setByType(hidden, change.name.key, change.type, true);
    if (change.kind === 'retype') setByType(types, change.name.key, change.type, change.to);
  }
  const keyOf = (key: string): string => endOf(targets, key);
  const parts = Map.groupBy(targets.keys(), keyOf);
  const texts = new Map([...targets.values()].map(({ key, text }) => [key, text]));
  return {
    changes,
    keys: new Set([...targets.keys(), ...texts.keys(), ...types.keys(), ...hidden.keys()]),
    keyOf,
    partsOf: (key) => [key, ...(parts.get(key) ?? []).filter((part) => part !== key)],
    textOf: (key) => texts.get(key),
    typeOf: (key, shown) => types.get(key)?.get(shown) ?? types.get(key)?.get('any') ?? shown,
    isHidden: (key, shown) => {
      const own = hidden.get(key);
      return own !== undefined && (own.has('any') || (shown !== undefined && own.has(shown)));
    },
  };
}

function setByType<Value>(
  all: ByType<Value>,
  key: string,
  about: EntityType | undefined,
  value: Value,
): void {
  const own = all.get(key) ?? new Map<EntityType | 'any', Value>();
  own.set(about ?? 'any', value);
  all.set(key, own);
}

/** A name that changes merge into itself by way of others; undefined where there is none. */
export function mergedInCircle(changes: readonly CurationChange[]): CuratedName | undefined {
  const targets = targetsOf(changes);
  // Where a circle is, the way through it ends at a key that is merged further.
  return [...targets.values()].find(({ key }) => targets.has(endOf(targets, key)));
}

/** The name that each part is merged into, without merges that were split up again. */
function targetsOf(changes: readonly CurationChange[]): ReadonlyMap<string, CuratedName> {
  const targets = new Map<string, CuratedName>();
  for (const change of changes) {
    if (change.kind === 'split') targets.delete(change.name.key);
    if (change.kind === 'merge') for (const { key } of change.parts) targets.set(key, change.into);
  }
  return targets;
}

function endOf(targets: ReadonlyMap<string, CuratedName>, key: string): string {
  const seen = new Set<string>();
  let at = key;
  for (let next = targets.get(at); next !== undefined && !seen.has(at); next = targets.get(at)) {
    seen.add(at);
    at = next.key;
  }
  return at;
}
