/** Links between the resources of Compute Engine, and the operations that report changes. */
import { type AnyJson, isObject, type JsonObject } from '../json.ts';
import type { GoogleWorld } from '../world.ts';

/** The beginning of every link. */
export const SITE = 'https://www.googleapis.com/compute/v1/';

/** The operation of a change. A regional one names its region, because the caller polls there. */
export function operation(
  world: GoogleWorld,
  target: string,
  type: string,
  targetId: AnyJson | undefined,
): JsonObject {
  const scope = target
    .split('/')
    .slice(0, target.includes('/global/') ? 3 : 4)
    .join('/');
  const name = `operation-${world.nextId()}`;
  const made = {
    kind: 'compute#operation',
    id: world.nextId(),
    name,
    operationType: type,
    targetLink: SITE + target,
    targetId: targetId ?? '0',
    status: 'DONE',
    progress: 100,
    selfLink: `${SITE}${scope}/operations/${name}`,
    ...(!target.includes('/global/') && { region: SITE + scope }),
  };
  world.operations.set(`${scope}/operations/${name}`, made);
  return made;
}

/** Callers may omit the site in links; answers always have it. */
export function fullLinks(body: JsonObject): JsonObject {
  const full = (value: AnyJson | undefined): AnyJson | undefined => {
    if (typeof value === 'string') {
      const path =
        /^(?:https:\/\/[a-z.]+\/compute\/v1\/)?(projects\/[^/]+\/(?:global|regions|zones)\/.+)$/.exec(
          value,
        )?.[1];
      return path === undefined ? value : SITE + path;
    }
    // The provider sends empty lists as `[null]`; the API drops nulls.
    if (Array.isArray(value)) return value.map((one) => full(one) ?? null).filter((one) => one !== null);
    return isObject(value) ? fullLinks(value) : value;
  };
  return Object.fromEntries(Object.entries(body).map(([name, value]) => [name, full(value)]));
}
