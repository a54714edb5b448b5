/**
 * Confirms batches in order that finish in any order. Several batches are in flight, but the position from
 * which to resume may pass a batch only when all before it are done.
 */
export interface InOrder<Item> {
  /** Takes the next item; the function returned says that it is done, with what came of it. */
  add(): (item: Item) => void;
}

/**
 * @param onConfirmed called for each item, in the order in which they were added; when it throws, none after
 *   that item is confirmed
 */
export function createInOrder<Item>(onConfirmed: (item: Item) => void): InOrder<Item> {
  const window: { done?: { readonly item: Item } }[] = [];
  return {
    add() {
      const entry: { done?: { readonly item: Item } } = {};
      window.push(entry);
      return (item) => {
        entry.done = { item };
        for (let first = window[0]; first?.done !== undefined; first = window[0]) {
          const { item: confirmed } = first.done;
          // If `onConfirmed` throws, this entry stays first, and no later one is ever confirmed.
          delete first.done;
          onConfirmed(confirmed);
          window.shift();
        }
      };
    },
  };
}
