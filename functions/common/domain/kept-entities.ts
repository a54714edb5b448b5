/** How the ledger keeps the entities of a post, for recounting and forgetting. Pure. */
import { z } from 'zod';
import { Entity } from './post.ts';

/** A document holds 1 MiB; beside the entities there is little in it. */
const MAX_BYTES = 1_000_000;

const Entities = z.array(Entity);

/**
 * Writes entities as one string: an array of maps would be indexed field by field, and a document has 40,000 index entries at most.
 * @returns undefined when they do not fit into a document; such a post can be neither recounted nor forgotten
 */
export function encodeEntities(entities: readonly Entity[]): string | undefined {
  const text = JSON.stringify(entities);
  return Buffer.byteLength(text) <= MAX_BYTES ? text : undefined;
}

/**
 * Reads what `encodeEntities` wrote.
 * @throws Error when it is something else
 */
export function decodeEntities(text: string): Entity[] {
  return Entities.parse(JSON.parse(text));
}
