/**
 * Remembers which ids a run has seen with which content, in bounded memory. Two ids whose hashes agree in 64
 * bits count as one, and the second is hashed with its content. Even then no article is lost.
 */
import { hash } from 'node:crypto';

export interface SeenIds {
  /** Whether the id came before with other content. */
  hasOther(id: string, content: string): boolean;
}

/**
 * Of 12 bytes: 13 MB a generation. A generation ends when half of them are full, and the one before it is
 * forgotten.
 */
const MAX_SLOTS = 2 ** 20;
const FIRST_SLOTS = 2 ** 10;

interface Generation {
  /**
   * Three numbers a slot: of the id, of the id again, of the content; the first is 0 where the slot is free.
   */
  readonly slots: Uint32Array;
  readonly size: number;
  count: number;
}

/** Makes an empty memory. */
export function createSeenIds(): SeenIds {
  let young = generation(FIRST_SLOTS);
  let old = generation(0);
  return {
    hasOther(id, content) {
      const [tag, check] = digest(id);
      const [seen] = digest(content);
      const before = find(young, tag, check) ?? find(old, tag, check);
      if (before !== undefined) return before !== seen;
      if (young.count * 2 >= young.size) {
        const isFull = young.size === MAX_SLOTS;
        const next = generation(isFull ? MAX_SLOTS : young.size * 2);
        if (isFull) old = young;
        else copy(young, next);
        young = next;
      }
      add(young, tag, check, seen);
      return false;
    },
  };
}

/** Two numbers of 32 bits; the first is never 0. */
function digest(text: string): readonly [number, number] {
  const bytes = hash('sha1', text, 'buffer');
  return [bytes.readUInt32LE(0) || 1, bytes.readUInt32LE(4)];
}

function generation(size: number): Generation {
  return { slots: new Uint32Array(size * 3), size, count: 0 };
}

/** Where an id is, or would be. */
function slotOf({ slots, size }: Generation, tag: number, check: number): number {
  let slot = tag % size;
  while (slots[slot * 3] !== 0 && !(slots[slot * 3] === tag && slots[slot * 3 + 1] === check))
    slot = (slot + 1) % size;
  return slot * 3;
}

function find(within: Generation, tag: number, check: number): number | undefined {
  if (within.size === 0) return undefined;
  const slot = slotOf(within, tag, check);
  return within.slots[slot] === 0 ? undefined : within.slots[slot + 2];
}

function add(within: Generation, tag: number, check: number, content: number): void {
  within.slots.set([tag, check, content], slotOf(within, tag, check));
  within.count += 1;
}

function copy({ slots }: Generation, to: Generation): void {
  for (let slot = 0; slot < slots.length; slot += 3)
    if (slots[slot] !== 0) add(to, slots[slot] ?? 0, slots[slot + 1] ?? 0, slots[slot + 2] ?? 0);
}
