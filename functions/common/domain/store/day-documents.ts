/**
 * Decides which documents a writer counts in. Pure bookkeeping; no document is read.
 *
 * No two processes write one document: each draws a name at its start and numbers its documents. So no commit
 * waits for another process's locks, and the size of a document is known without reading it. Within the
 * process a document is in one commit at a time, and in at most one a second. The reason is that Firestore
 * sustains about one write a second to a document. Under a flood of one publication up to `MOST_IN_ROTATION`
 * documents take turns. A new document is begun before the current one could grow too large. The sum of all
 * increments ever sent to a document is an upper bound of its size.
 */
import { LRUCache } from 'lru-cache';
import { dayDocumentId } from './ids.ts';
import { MAX_MENTIONS_PER_DOCUMENT } from './tally.ts';

/**
 * The most names of one document in one commit: Firestore takes 500 field transforms, and the numbers of
 * articles need one each.
 */
export const MAX_NAMES_PER_WRITE = 480;
/** The size at which a new document is begun, before the current one reaches Firestore's limit of 1 MiB. */
export const MAX_DAY_DOCUMENT_BYTES = 600_000;

/** Between two commits to one document, in milliseconds. */
const INTERVAL_MS = 1_000;
const MOST_IN_ROTATION = 8;
/** Publication-days remembered; those forgotten get new documents. */
const REMEMBERED = 20_000;

/** The load that one commit adds to a document. */
export interface DayLoad {
  /** An upper bound of the bytes of its names, spelled as fields. */
  readonly bytes: number;
  readonly mentions: number;
}

interface DayFile {
  readonly id: string;
  bytes: number;
  mentions: number;
  isBusy: boolean;
  takenAt: number;
}

export interface DayDocuments {
  /**
   * Takes a document of a publication's day for one commit.
   * @param now in milliseconds, on any clock that does not jump
   * @returns its id
   */
  readonly take: (publicationId: string, day: string, load: DayLoad, now: number) => string;
  /**
   * Call when the commit has ended, successfully or not. A failed commit still counts towards the bound,
   * which only makes the bound more cautious.
   */
  readonly release: (ids: Iterable<string>) => void;
}

/** Makes the bookkeeping of one writer. @param writer names it, and no other process ever */
export function createDayDocuments(writer: string): DayDocuments {
  // Bounded by `maxSize`, because `max` would allocate all places at once, and most processes need a few.
  const open = new LRUCache<string, DayFile[]>({ maxSize: REMEMBERED, sizeCalculation: () => 1 });
  const busy = new Map<string, DayFile>();
  let made = 0;
  return {
    take(publicationId, day, load, now) {
      const place = `${day}${publicationId}`;
      const all = (open.get(place) ?? []).filter(
        ({ bytes, mentions }) =>
          bytes + load.bytes <= MAX_DAY_DOCUMENT_BYTES &&
          mentions + load.mentions <= MAX_MENTIONS_PER_DOCUMENT,
      );
      const idle = all.filter(({ isBusy }) => !isBusy);
      const longest = idle.reduce<DayFile | undefined>(
        (best, file) => (best === undefined || file.takenAt < best.takenAt ? file : best),
        undefined,
      );
      let file = idle.find(({ takenAt }) => now - takenAt >= INTERVAL_MS);
      if (file === undefined && all.length >= MOST_IN_ROTATION) file = longest;
      if (file === undefined) {
        file = {
          id: dayDocumentId(publicationId, day, writer, made),
          bytes: 0,
          mentions: 0,
          isBusy: false,
          takenAt: now,
        };
        made += 1;
        all.push(file);
      }
      file.bytes += load.bytes;
      file.mentions += load.mentions;
      file.isBusy = true;
      file.takenAt = now;
      busy.set(file.id, file);
      open.set(place, all);
      return file.id;
    },
    release(ids) {
      for (const id of ids) {
        const file = busy.get(id);
        if (file === undefined) continue;
        file.isBusy = false;
        busy.delete(id);
      }
    },
  };
}
