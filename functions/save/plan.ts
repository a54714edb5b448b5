/**
 * The plan: which posts are saved by which commits, and what each commit writes. Pure; `commit.ts` carries it out.
 *
 * A commit holds, for each of its posts, the ledger document and all the increments the post adds to; so it counts each of its
 * posts completely or not at all. Within that rule fewer writes are cheaper and faster: posts of one publication are merged, so
 * that an entity that 300 of them name is one increment, and small publications share a commit.
 */

import { encodeEntities } from '../common/domain/kept-entities.ts';
import { entityId, entityKey, publicationId } from '../common/domain/keys.ts';
import { type MergedEntity, mergeAll } from '../common/domain/merge.ts';
import type { ProcessedPost } from '../common/domain/post.ts';

export interface CommitLimits {
  /** Most bytes of a commit's request, as estimated here. */
  readonly maxBytes: number;
  /** Most documents a commit writes. */
  readonly maxWrites: number;
  /** Whether the ledger documents hold the entities of their posts. */
  readonly keepEntities?: boolean;
}

/** What one commit adds to one publication. */
export interface PublicationWrites {
  readonly publicationId: string;
  readonly name: string;
  /** The posts it counts: one ledger document each. */
  readonly postIds: readonly string[];
  readonly entities: readonly (MergedEntity & { readonly entityId: string })[];
}

export interface Commit {
  /** The posts whose counts it holds. */
  readonly posts: readonly ProcessedPost[];
  readonly publications: readonly PublicationWrites[];
}

/**
 * Commits of small publications are filled up to so many writes: beyond it a commit gets slower about as fast as it saves requests,
 * and a duplicate in it costs more to plan again.
 */
const SHARED_COMMIT_WRITES = 500;

/**
 * What a write takes in the request beside the strings counted by name: its document's name without the last parts, field names and
 * masks. An upper estimate, checked against the encoded request by a test.
 */
const BYTES_PER_WRITE = 420;

/**
 * Cuts posts into commits.
 * @param posts each post id at most once
 * @returns commits in the order they should be sent; of two that write to one publication, the first must be done before the second starts
 * @throws RangeError when a post id stands twice
 */
export function plan(posts: readonly ProcessedPost[], limits: CommitLimits): Commit[] {
  const groups = [...groupByPublication(posts)].flatMap(([id, group]) =>
    cut(id, group, limits).map((part) => ({ id, ...part })),
  );
  const commits: Commit[] = [];
  let shared: typeof groups = [];
  const sum = (measure: 'writes' | 'bytes'): number =>
    shared.reduce((total, part) => total + part[measure], 0);
  const close = (): void => {
    if (shared.length > 0) commits.push(commitOf(shared));
    shared = [];
  };
  for (const group of groups) {
    const full =
      sum('writes') + group.writes > Math.min(SHARED_COMMIT_WRITES, limits.maxWrites) ||
      sum('bytes') + group.bytes > limits.maxBytes;
    if (full || shared.some(({ id }) => id === group.id)) close();
    shared.push(group);
  }
  close();
  return commits;
}

function groupByPublication(posts: readonly ProcessedPost[]): Map<string, ProcessedPost[]> {
  return Map.groupBy(posts, ({ publication }) => publicationId(publication));
}

interface Part {
  readonly posts: readonly ProcessedPost[];
  readonly writes: number;
  readonly bytes: number;
}

/** Cuts the posts of one publication where the next one would exceed a limit. A post alone always makes a part. */
function cut(id: string, posts: readonly ProcessedPost[], limits: CommitLimits): Part[] {
  const perWrite = BYTES_PER_WRITE + Buffer.byteLength(id);
  const parts: Part[] = [];
  let part: ProcessedPost[] = [];
  let known = new Set<string>();
  // The publication's own document.
  let writes = 1;
  let bytes = perWrite;
  for (const post of posts) {
    const names = namesOf(post);
    const kept = limits.keepEntities ? Buffer.byteLength(encodeEntities(post.entities) ?? '') : 0;
    let added = cost(names, known, perWrite, kept);
    if (
      part.length > 0 &&
      (writes + added.writes > limits.maxWrites || bytes + added.bytes > limits.maxBytes)
    ) {
      parts.push({ posts: part, writes, bytes });
      part = [];
      known = new Set();
      writes = 1;
      bytes = perWrite;
      added = cost(names, known, perWrite, kept);
    }
    part.push(post);
    for (const place of names.keys()) known.add(place);
    writes += added.writes;
    bytes += added.bytes;
  }
  parts.push({ posts: part, writes, bytes });
  return parts;
}

/** The entities of a post by type and key, with the bytes of their texts. */
function namesOf(post: ProcessedPost): Map<string, number> {
  return new Map(
    post.entities.map(({ type, text }) => {
      const key = entityKey(text);
      return [`${type}\0${key}`, Buffer.byteLength(text) + Buffer.byteLength(key)];
    }),
  );
}

function cost(
  names: ReadonlyMap<string, number>,
  known: ReadonlySet<string>,
  perWrite: number,
  keptBytes: number,
): { writes: number; bytes: number } {
  // The ledger document.
  let writes = 1;
  let bytes = perWrite + keptBytes;
  for (const [place, textBytes] of names) {
    if (known.has(place)) continue;
    writes += 1;
    bytes += perWrite + textBytes;
  }
  return { writes, bytes };
}

function commitOf(parts: readonly (Part & { readonly id: string })[]): Commit {
  return {
    posts: parts.flatMap(({ posts }) => posts),
    publications: parts.map(({ id, posts }) => {
      const merged = mergeAll(posts);
      return {
        publicationId: id,
        name: merged.publication,
        postIds: [...merged.postIds],
        entities: [...merged.entities.values()].map((entity) => ({
          ...entity,
          entityId: entityId(entity.type, entity.key),
        })),
      };
    }),
  };
}

/** The number of documents a commit writes. */
export function writesOf(commit: Commit): number {
  return commit.publications.reduce(
    (sum, { postIds, entities }) => sum + 1 + postIds.length + entities.length,
    0,
  );
}
