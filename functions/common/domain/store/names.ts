/** Encodes the names of an article for its record: one string with the exact spellings. Pure. */
import { z } from 'zod';
import { entityKey } from '../keys.ts';
import { preferred } from '../merge.ts';
import { type Entity, type EntityType, entityTypes } from '../post.ts';
import { recordKey } from './ids.ts';

const Names = z.array(z.tuple([z.enum(entityTypes), z.string(), z.int().positive()]));

/**
 * Writes the names of a post as one string. An array of maps would be slow to encode, and no query searches
 * the names.
 */
export function encodeNames(entities: readonly Entity[]): string {
  return JSON.stringify(
    entities.map(({ type, text, count }): [EntityType, string, number] => [type, text, count]),
  );
}

/**
 * Reads what `encodeNames` wrote.
 * @throws Error when it is something else
 */
export function decodeNames(text: string): Entity[] {
  return Names.parse(JSON.parse(text)).map(([type, name, count]) => ({ type, text: name, count }));
}

/**
 * The names of a post, each once. Extraction already ensures that, but a message may come from elsewhere. A
 * name listed twice would count its article twice.
 */
export function distinctNames(
  entities: readonly Entity[],
  keyOf: (text: string) => string,
): readonly Entity[] {
  const names = new Map<string, Entity>();
  for (const entity of entities) {
    const place = `${entity.type}\0${keyOf(entity.text)}`;
    const known = names.get(place);
    names.set(
      place,
      known === undefined
        ? entity
        : { ...known, text: preferred(known.text, entity.text), count: known.count + entity.count },
    );
  }
  return names.size === entities.length ? entities : [...names.values()];
}

/** The keys that a record is found by: of each name, whatever its type, once. */
export function keysOf(entities: readonly Entity[], keyOf: (text: string) => string = entityKey): string[] {
  return [...new Set(entities.map(({ text }) => recordKey(keyOf(text))))];
}
