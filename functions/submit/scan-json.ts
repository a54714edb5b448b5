/**
 * Finds in a JSON text what `JSON.parse` does not report. It measures how deep and how numerous the values
 * are, before memory is spent on them. It also finds names that an object gives twice; `JSON.parse` silently
 * keeps the last. The scan reads only strings and structure. `JSON.parse` decides whether the text is JSON at
 * all; if it is not, the findings mean nothing.
 */

export interface Scan {
  /** How deep values are nested: 0 for a plain value, 1 for a flat object. */
  readonly depth: number;
  /** Structural characters: `{ } [ ] : ,`. */
  readonly structure: number;
  /** How many values the outermost array has; 1 for an object. */
  readonly elements: number;
  /**
   * Names given more than once: of the outermost object, or of each object of the outermost array, by its
   * index.
   */
  readonly repeated: ReadonlyMap<number, ReadonlySet<string>>;
}

/**
 * Scans a JSON text once, without building values.
 * @param maxStructure scanning ends, and `structure` is above it, as soon as there are more structural
 *   characters
 */
export function scanJson(text: string, maxStructure: number): Scan {
  const repeated = new Map<number, Set<string>>();
  // Posts stand at this depth: 1 when the text is an object, 2 when it is an array of them.
  const postDepth = beginsArray(text) ? 2 : 1;
  let depth = 0;
  let deepest = 0;
  let structure = 0;
  let index = 0;
  let names = new Set<string>();
  let nameIsNext = false;

  for (let at = 0; at < text.length && structure <= maxStructure; at++) {
    switch (text.charCodeAt(at)) {
      case 0x22: {
        const end = endOfString(text, at);
        if (nameIsNext && depth === postDepth) {
          const name = unquote(text.slice(at, end));
          if (names.has(name)) repeated.set(index, (repeated.get(index) ?? new Set()).add(name));
          names.add(name);
        }
        nameIsNext = false;
        at = end - 1;
        break;
      }
      case 0x7b: // {
      case 0x5b: // [
        structure++;
        depth++;
        deepest = Math.max(deepest, depth);
        nameIsNext = text.charCodeAt(at) === 0x7b;
        if (depth === postDepth) names = new Set();
        break;
      case 0x7d: // }
      case 0x5d: // ]
        structure++;
        depth--;
        nameIsNext = false;
        break;
      case 0x2c: // ,
        structure++;
        if (depth === postDepth - 1) index++;
        // In an array too: what follows there is a value, and a string among them is no name.
        nameIsNext = depth === postDepth && names.size > 0;
        break;
      case 0x3a: // :
        structure++;
        break;
    }
  }
  return { depth: deepest, structure, elements: index + 1, repeated };
}

/**
 * Whether a JSON text is an array, if it is JSON. A regular expression would remember each blank before it.
 */
export function beginsArray(text: string): boolean {
  let at = 0;
  while (isBlank(text.charCodeAt(at))) at += 1;
  return text.charCodeAt(at) === 0x5b;
}

/** JSON's white space. */
function isBlank(unit: number): boolean {
  return unit === 0x20 || unit === 0x0a || unit === 0x0d || unit === 0x09;
}

/**
 * Where the string that begins at `start` ends: the offset after its closing quote, or the end of the text.
 */
function endOfString(text: string, start: number): number {
  for (let quote = text.indexOf('"', start + 1); quote !== -1; quote = text.indexOf('"', quote + 1)) {
    let backslashes = 0;
    while (text.charCodeAt(quote - 1 - backslashes) === 0x5c) backslashes++;
    if (backslashes % 2 === 0) return quote + 1;
  }
  return text.length;
}

function unquote(literal: string): string {
  if (!literal.includes('\\')) return literal.slice(1, -1);
  try {
    return String(JSON.parse(literal));
  } catch {
    return literal;
  }
}
