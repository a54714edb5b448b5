/** How quantities are written for people, in messages, in documents and on the page. Pure. */

/** Made once: making one costs more than using it. */
const numbers = new Intl.NumberFormat('en');

/** A whole number with its thousands apart: `1,000`. */
export function grouped(value: number): string {
  return numbers.format(value);
}

/** A number with its noun: `1 post`, `2,000 posts`. */
export function counted(value: number, noun: string): string {
  return `${grouped(value)} ${noun}${value === 1 ? '' : 's'}`;
}

/** A size in decimal megabytes: `10 MB`. */
export function megabytes(bytes: number): string {
  return `${grouped(bytes / 1_000_000)} MB`;
}

/** A span of time in minutes: `55 minutes`. */
export function minutes(seconds: number): string {
  return counted(seconds / 60, 'minute');
}
