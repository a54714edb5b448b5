/** Reads JSON in the form of Google's APIs. */

export type AnyJson = null | boolean | number | string | readonly AnyJson[] | JsonObject;

export interface JsonObject {
  readonly [name: string]: AnyJson | undefined;
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Parses an object. An empty text is an empty object, because some calls have no body. */
export function parseObject(text: string): JsonObject {
  const parsed: unknown = text === '' ? {} : JSON.parse(text);
  if (!isObject(parsed)) throw new Error(`expected a JSON object, got ${text.slice(0, 80)}`);
  return parsed;
}

/** The text under a name, or an empty one. */
export function textOf(object: JsonObject, name: string): string {
  const value = object[name];
  return typeof value === 'string' ? value : '';
}

/** The object under a name, or an empty one. */
export function objectOf(object: JsonObject, name: string): JsonObject {
  const value = object[name];
  return isObject(value) ? value : {};
}

/** The objects listed under a name. */
export function objectsOf(object: JsonObject, name: string): readonly JsonObject[] {
  const value = object[name];
  return Array.isArray(value) ? value.filter(isObject) : [];
}

/** The texts listed under a name. */
export function textsOf(object: JsonObject, name: string): readonly string[] {
  const value = object[name];
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}

/** The last part of a path or an address. */
export function lastOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
