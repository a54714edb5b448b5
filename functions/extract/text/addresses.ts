/**
 * Addresses contain no names, so they are set in lower case, which no name begins with. Bare domains stay,
 * because Amazon.com is a company.
 */
import type { Edit } from './edits.ts';

/**
 * With a scheme, "www.", a path after a domain, or an "@" before it. Each part is bounded, so that no text
 * takes time by its square.
 */
const ADDRESS =
  /(?<![\p{L}\p{N}_])(?:https?:\/\/|www\.|[\w-]{1,63}(?:\.[\w-]{1,63}){0,4}\.[A-Za-z]{2,24}\/|[\w.+-]{1,64}@[\w-]{1,63}\.)[^\s<>"“”|]{0,2000}/gu;

/** Adds the edits for the addresses of a text. */
export function settleAddresses(text: string, edits: Edit[]): void {
  if (!/[/@]|www\./i.test(text)) return;
  for (const { 0: address, index } of text.matchAll(ADDRESS)) {
    // Each run of capitals is an edit of its own, so that a place within an address leads back to that place.
    for (const { 0: capitals, index: within } of address.matchAll(/\p{Lu}+/gu)) {
      const small = capitals.toLowerCase();
      const start = index + within;
      // A letter whose small form has another length stays.
      if (small.length === capitals.length) edits.push({ start, end: start + capitals.length, text: small });
    }
  }
}
