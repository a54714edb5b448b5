/** Decodes the bytes of a message into the value it should hold, or into the reason why it does not. Pure. */
import type { z } from 'zod';
import { faultsOf } from './post.ts';
import type { Rejection } from './rejection.ts';
import { decodeJson } from './text.ts';

export type Decoded<Value> = { readonly value: Value } | { readonly rejection: Rejection };

/**
 * Reads a message. No retry makes a message readable, so every fault is a rejection.
 * @param schema the expected form of the message
 * @param name the name of that form: the reason is `not-a-` and this name
 */
export function decodeMessage<Value>(
  data: Uint8Array,
  schema: z.ZodType<Value>,
  name: 'post' | 'processed-post',
): Decoded<Value> {
  const json = decodeJson(data);
  if ('fault' in json)
    return { rejection: { reason: 'not-json', error: `the message is not JSON in UTF-8: ${json.fault}` } };
  const result = schema.safeParse(json.value);
  if (result.success) return { value: result.data };
  const faults = faultsOf(result.error).map(({ path, message }) =>
    path === '' ? `the message ${message}` : `${path} ${message}`,
  );
  return { rejection: { reason: `not-a-${name}`, error: faults.join('; ') } };
}
