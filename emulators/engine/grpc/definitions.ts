/**
 * Services and messages as the client packages ship them. A method's messages are read and written by
 * protobufjs; the size of a request comes with it, because limits are by size.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { MethodDefinition } from '@grpc/grpc-js';
import protobuf, { type Root, type Type } from 'protobufjs';

/** A request with the bytes it took. */
export interface Sized<Message> {
  readonly message: Message;
  readonly bytes: number;
}

/** Where each client package keeps its definitions. */
const files = {
  '@google-cloud/pubsub': 'build/protos/protos.json',
  '@google-cloud/firestore': 'build/protos/v1.json',
} as const;

/**
 * Reads a package's definitions.
 * @param packageName a client package, which is installed
 */
export function definitionsOf(packageName: keyof typeof files): Root {
  const manifest = createRequire(import.meta.url).resolve(`${packageName}/package.json`);
  const root = protobuf.Root.fromJSON(
    JSON.parse(readFileSync(join(dirname(manifest), files[packageName]), 'utf8')),
  );
  root.resolveAll();
  return root;
}

/** The methods of a service, by name in lower camel case. */
export function methodsOf(
  root: Root,
  serviceName: string,
): Record<string, MethodDefinition<unknown, object>> {
  const service = root.lookupService(serviceName);
  const methods: Record<string, MethodDefinition<unknown, object>> = {};
  for (const method of service.methodsArray) {
    const request = service.lookupType(method.requestType);
    const response = service.lookupType(method.responseType);
    methods[method.name.charAt(0).toLowerCase() + method.name.slice(1)] = {
      path: `/${serviceName}/${method.name}`,
      requestStream: method.requestStream === true,
      responseStream: method.responseStream === true,
      requestSerialize: () => Buffer.alloc(0),
      requestDeserialize: (bytes) => ({ message: request.decode(bytes), bytes: bytes.length }),
      responseSerialize: (message) => encode(response, message),
      responseDeserialize: (bytes) => response.decode(bytes),
    };
  }
  return methods;
}

/** Encodes a plain object with the fields of a message. */
export function encode(type: Type, message: object): Buffer {
  return Buffer.from(type.encode(message).finish());
}

/**
 * Reads messages of a type.
 * @returns a function whose result has the fields of the message, absent ones with their defaults
 */
export function decoder<Message extends object>(type: Type): (bytes: Uint8Array) => Message {
  const isMessage = (value: object): value is Message => value instanceof type.ctor;
  return (bytes) => {
    const message = type.decode(bytes);
    if (!isMessage(message)) throw new Error(`this is no ${type.name}`);
    return message;
  };
}
