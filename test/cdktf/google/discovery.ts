/**
 * Reads Google's discovery documents (https://developers.google.com/discovery/v1/reference/apis), which list
 * the methods of each API with parameters and bodies. Finds the method of a call and reports how the call
 * breaks its rules. The caller names the folder of the documents, which are Google's and not in this
 * repository.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isObject, type JsonObject, objectOf, parseObject, textOf } from './json.ts';
import { faultsOf } from './schema.ts';
import { camelCase } from './world.ts';

export interface Discovery {
  /** The errors of a call, in words. */
  readonly check: (call: {
    readonly verb: string;
    readonly path: string;
    readonly query: URLSearchParams;
    readonly body: JsonObject;
  }) => readonly string[];
  /** The errors of an answer. The stand-in checks its own answers. */
  readonly checkAnswer: (
    call: { readonly verb: string; readonly path: string },
    body: JsonObject,
  ) => readonly string[];
}

interface Method {
  readonly id: string;
  readonly verb: string;
  readonly pattern: RegExp;
  /** Methods with more fixed text come first: `…/{+name}:getIamPolicy` before `…/{+name}`. */
  readonly fixed: number;
  readonly query: ReadonlyMap<string, JsonObject>;
  readonly request: string;
  readonly response: string;
  readonly document: JsonObject;
}

/** By the first part of the stand-in's path, and the version after it. */
const documents: Readonly<Record<string, readonly string[]>> = {
  artifactregistry: ['artifactregistry.v1'],
  billingbudgets: ['billingbudgets.v1'],
  cloudbilling: ['cloudbilling.v1'],
  cloudfunctions: ['cloudfunctions.v2'],
  cloudresourcemanager: ['cloudresourcemanager.v1'],
  cloudscheduler: ['cloudscheduler.v1'],
  compute: ['compute.v1'],
  dns: ['dns.v1'],
  firebaserules: ['firebaserules.v1'],
  firestore: ['firestore.v1'],
  iam: ['iam.v1'],
  logging: ['logging.v2'],
  monitoring: ['monitoring.v1', 'monitoring.v3'],
  pubsub: ['pubsub.v1'],
  run: ['run.v2'],
  secretmanager: ['secretmanager.v1'],
  serviceusage: ['serviceusage.v1', 'serviceusage.v1beta1'],
  storage: ['storage.v1'],
};

/** Reads the documents in a folder, by the paths of the stand-in. */
export function readDiscovery(folder: string): Discovery {
  const methods = new Map<string, readonly Method[]>();
  const methodsOf = (service: string): readonly Method[] => {
    const known = methods.get(service);
    if (known !== undefined) return known;
    const read = (documents[service] ?? []).flatMap((name) => {
      const document = parseObject(readFileSync(join(folder, `${name}.json`), 'utf8'));
      return [...allMethods(document, document)];
    });
    const sorted = read.toSorted((a, b) => b.fixed - a.fixed);
    methods.set(service, sorted);
    return sorted;
  };
  const methodOf = (verb: string, path: string): Method | undefined => {
    const isUpload = path.startsWith('/upload/');
    const [, service = '', ...rest] = path.replace(/^\/upload/, '').split('/');
    // The paths of these services include their name already.
    const own = service === 'compute' || service === 'dns' || service === 'storage';
    const inDocument = own ? [service, ...rest].join('/') : rest.join('/');
    return methodsOf(service).find(
      (method) => method.verb === (isUpload ? 'POST' : verb) && method.pattern.test(inDocument),
    );
  };
  return {
    check: ({ verb, path, query, body }) => {
      const method = methodOf(verb, path);
      if (method === undefined) return [`${verb} ${path} is no method of Google's`];
      const found = [
        ...queryFaults(method, query),
        ...faultsOf(method.document, method.request, body, method.id),
        ...maskFaults(method, query),
      ];
      return found.map((fault) => `${verb} ${path} (${method.id}): ${fault}`);
    },
    checkAnswer: ({ verb, path }, body) => {
      const method = methodOf(verb, path);
      if (method === undefined) return [];
      return faultsOf(method.document, method.response, body, `answer of ${method.id}`);
    },
  };
}

function* allMethods(document: JsonObject, node: JsonObject): Generator<Method> {
  for (const method of Object.values(objectOf(node, 'methods'))) {
    if (isObject(method)) yield readMethod(document, method);
  }
  for (const resource of Object.values(objectOf(node, 'resources'))) {
    if (isObject(resource)) yield* allMethods(document, resource);
  }
}

function readMethod(document: JsonObject, method: JsonObject): Method {
  const path = `${textOf(document, 'servicePath')}${textOf(method, 'path')}`;
  const parameters = objectOf(method, 'parameters');
  const all = { ...objectOf(document, 'parameters'), ...parameters };
  const isQuery = (one: JsonObject) => one.location === 'query';
  const query = Object.entries(all).filter((entry): entry is [string, JsonObject] => isObject(entry[1]));
  return {
    id: textOf(method, 'id'),
    verb: textOf(method, 'httpMethod'),
    pattern: patternOf(path, parameters),
    fixed: path.replaceAll(/\{[^}]*\}/g, '').length,
    query: new Map(query.filter(([, one]) => isQuery(one))),
    request: textOf(objectOf(method, 'request'), '$ref'),
    response: textOf(objectOf(method, 'response'), '$ref'),
    document,
  };
}

/** `{+name}` matches as many parts as its own pattern says, `{name}` one. */
function patternOf(path: string, parameters: JsonObject): RegExp {
  const source = path
    .split(/(\{[^}]*\})/)
    .map((part) => {
      if (!part.startsWith('{')) return part.replaceAll(/[.+?^$()|[\]\\]/g, '\\$&');
      if (!part.startsWith('{+')) return '[^/]+';
      const own = textOf(objectOf(parameters, part.slice(2, -1)), 'pattern');
      return own === '' ? '.+' : `(?:${own.replace(/^\^/, '').replace(/\$$/, '')})`;
    })
    .join('');
  return new RegExp(`^${source}$`);
}

function queryFaults(method: Method, query: URLSearchParams): readonly string[] {
  return [...query].flatMap(([name, value]) => {
    const parameter = method.query.get(name) ?? method.query.get(camelCase(name));
    // Parameters of a resumable upload, from the answer to its first request.
    if (name === 'uploadType' || name === 'upload_id' || name === 'name') return [];
    // Google's own clients send the parameters `options.…` of the documents in this form.
    if (parameter === undefined) return [`there is no query parameter ${name}`];
    const allowed = parameter.enum;
    if (Array.isArray(allowed) && !allowed.includes(value)) return [`${name} must not be ${value}`];
    if (parameter.type === 'boolean' && !/^(?:true|false)$/.test(value))
      return [`${name} must be true or false`];
    if (parameter.type === 'integer' && !/^-?\d+$/.test(value)) return [`${name} must be a whole number`];
    return [];
  });
}

/** A mask names fields of the body, each from the top. */
function maskFaults(method: Method, query: URLSearchParams): readonly string[] {
  const mask = query.get('updateMask') ?? query.get('update_mask');
  if (mask === null || mask === '' || mask === '*') return [];
  const properties = objectOf(objectOf(objectOf(method.document, 'schemas'), method.request), 'properties');
  return mask
    .split(',')
    .map((path) => camelCase(path.split('.')[0] ?? ''))
    .filter((name) => !Object.hasOwn(properties, name))
    .map((name) => `updateMask names ${name}, which ${method.request} lacks`);
}
