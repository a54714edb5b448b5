/** A changed text, with the map back: the part of the source that a part of the text comes from. Pure. */

/** Puts `text` in the place of a part of the source. */
export interface Edit {
  readonly start: number;
  /** Exclusive. */
  readonly end: number;
  readonly text: string;
}

export interface Extent {
  readonly start: number;
  /** Exclusive. */
  readonly end: number;
}

export interface EditedText {
  readonly text: string;
  /**
   * The part of the source that a part of the text comes from. Any part of a replacement maps to all that was
   * replaced.
   */
  readonly spanInSource: (span: Extent) => Extent;
}

/** A text without changes. */
export function unchanged(text: string): EditedText {
  return { text, spanInSource: (span) => span };
}

/**
 * Applies edits.
 * @param edits in any order; of two that overlap the one that begins first stays, of two that begin together
 *   the longer
 */
export function applyEdits(source: string, edits: readonly Edit[]): EditedText {
  if (edits.length === 0) return unchanged(source);
  const ordered = edits.toSorted((a, b) => a.start - b.start || b.end - a.end);
  /** Where each piece begins, in the text and in the source. Even pieces are kept, odd ones replaced. */
  const inText: number[] = [];
  const inSource: number[] = [];
  const pieces: string[] = [];
  let length = 0;
  let done = 0;
  const push = (piece: string, from: number): void => {
    inText.push(length);
    inSource.push(from);
    pieces.push(piece);
    length += piece.length;
  };
  for (const { start, end, text } of ordered) {
    if (start < done) continue;
    push(source.slice(done, start), done);
    push(text, start);
    done = end;
  }
  push(source.slice(done), done);

  /** The last piece that begins at or before an offset, and is not empty. */
  const pieceAt = (at: number): number => {
    let low = 0;
    let high = inText.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((inText[middle] as number) <= at) low = middle;
      else high = middle - 1;
    }
    return low;
  };
  const startInSource = (at: number): number => {
    const piece = pieceAt(at);
    const from = inSource[piece] as number;
    return piece % 2 === 0 ? from + at - (inText[piece] as number) : from;
  };
  const endInSource = (at: number): number => {
    const piece = pieceAt(at - 1);
    if (piece % 2 === 1) return inSource[piece + 1] as number;
    return (inSource[piece] as number) + at - (inText[piece] as number);
  };
  return {
    text: pieces.join(''),
    spanInSource: (span) => {
      const start = startInSource(span.start);
      // An empty part, between two pieces, ends in one and starts in the next.
      return { start, end: Math.max(start, endInSource(span.end)) };
    },
  };
}

/** Changes a changed text again. */
export function changedAgain(before: EditedText, change: (text: string) => EditedText): EditedText {
  const after = change(before.text);
  if (after.text === before.text) return before;
  return { text: after.text, spanInSource: (span) => before.spanInSource(after.spanInSource(span)) };
}
