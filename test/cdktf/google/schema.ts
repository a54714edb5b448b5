/** Checks JSON by the schemas of a discovery document. */
import { type AnyJson, isObject, type JsonObject, objectOf, textOf } from './json.ts';

/** The errors of a value by a schema. */
export function faultsOf(
  document: JsonObject,
  schema: string,
  value: JsonObject,
  where: string,
): readonly string[] {
  if (schema === '') return Object.keys(value).length === 0 ? [] : [`${where}: no body is expected`];
  const schemas = objectOf(document, 'schemas');
  return [...check(schemas, objectOf(schemas, schema), value, schema)].map((fault) => `${where}: ${fault}`);
}

function* check(
  schemas: JsonObject,
  schema: JsonObject,
  value: AnyJson | undefined,
  where: string,
): Generator<string> {
  // The API treats null as absent.
  if (value === undefined || value === null) return;
  const reference = textOf(schema, '$ref');
  if (reference !== '') {
    yield* check(schemas, objectOf(schemas, reference), value, where);
  } else if (schema.type === 'object') {
    yield* checkObject(schemas, schema, value, where);
  } else if (schema.type === 'array') {
    if (!Array.isArray(value)) return yield `${where} must be a list`;
    for (const [index, item] of value.entries()) {
      yield* check(schemas, objectOf(schema, 'items'), item, `${where}[${index}]`);
    }
  } else {
    yield* checkScalar(schema, value, where);
  }
}

function* checkObject(
  schemas: JsonObject,
  schema: JsonObject,
  value: AnyJson,
  where: string,
): Generator<string> {
  if (!isObject(value)) return yield `${where} must be an object`;
  const properties = objectOf(schema, 'properties');
  const others = schema.additionalProperties;
  for (const [name, inner] of Object.entries(value)) {
    const known = properties[name];
    if (isObject(known)) yield* check(schemas, known, inner, `${where}.${name}`);
    else if (isObject(others)) yield* check(schemas, others, inner, `${where}.${name}`);
    else if (name !== '@type') yield `${where} has no field ${name}`;
  }
}

function* checkScalar(schema: JsonObject, value: AnyJson, where: string): Generator<string> {
  const { type } = schema;
  if (type === 'any') return;
  const isNumber =
    typeof value === 'number' || (typeof value === 'string' && /^-?\d+(?:\.\d+)?$/.test(value));
  const isLong = textOf(schema, 'format').endsWith('int64') && isNumber;
  if (type === 'string' && typeof value !== 'string' && !isLong) yield `${where} must be a text`;
  if ((type === 'integer' || type === 'number') && !isNumber) yield `${where} must be a number`;
  if (type === 'boolean' && typeof value !== 'boolean') yield `${where} must be true or false`;
  // The API treats an empty value as absent.
  if (value !== '' && Array.isArray(schema.enum) && !schema.enum.includes(value)) {
    yield `${where} must be one of ${schema.enum.join(', ')}, not ${JSON.stringify(value)}`;
  }
}
