/**
 * The plan: which articles are saved by which commits, and what each commit adds to which counters. Pure but
 * for the bookkeeping of documents that it is given; `commit.ts` carries it out.
 *
 * A commit creates the record of each of its articles and adds all their counts, so it counts each of them
 * completely or not at all. Within that rule fewer writes are cheaper. The articles of one publication and
 * day share counters, and one counter takes 480 names. So a commit writes one document for each article, and
 * one for each publication and day in it.
 */
import { preferred } from '../common/domain/merge.ts';
import { type EntityType, entityTypes, MAX_PUBLICATION_LENGTH } from '../common/domain/post.ts';
import { type DayDocuments, MAX_NAMES_PER_WRITE } from '../common/domain/store/day-documents.ts';
import { tallyOf } from '../common/domain/store/tally.ts';
import type { Article } from './article.ts';

export interface CommitLimits {
  /** Most bytes of a commit's request, as estimated here from above. */
  readonly maxBytes: number;
  /** Most documents a commit writes; an article alone may need more. */
  readonly maxWrites: number;
}

/** The increments of one commit to one document of a publication's day. */
export interface Counter {
  readonly documentId: string;
  readonly publicationId: string;
  readonly day: string;
  /** The publication's name, as people are shown it. */
  readonly name: string;
  readonly articles: number;
  readonly changed: number;
  /** How many of the articles are in a language that names are not looked for in. */
  readonly otherLanguage: number;
  /** Tallies by exact spelling. */
  readonly names: Readonly<Record<EntityType, ReadonlyMap<string, number>>>;
}

export interface Commit {
  /** The articles that it counts. */
  readonly articles: readonly Article[];
  readonly counters: readonly Counter[];
}

/** Firestore takes transactions of 10 MiB, index entries included. */
const MAX_TRANSACTION_BYTES = 9_000_000;
/** The bytes of a request without its writes: the database's name and little more. */
const REQUEST_BYTES = 500;
/** A write within a request has a tag and a length. */
const FRAME_BYTES = 6;
/**
 * The bytes of a counter's write without its names and its publication's name: paths, fields, mask, the
 * increments of the numbers of articles.
 */
const COUNTER_BYTES = 500;
/** The bytes of an increment without its name: type, quotes, tags, lengths. */
const INCREMENT_BYTES = 40;

/**
 * Cuts articles into commits. They may be sent in any order and at the same time, because no two of them
 * write one document.
 * @param articles each record id at most once
 * @param documents hands out the documents of the counters; the caller releases them when the commit has
 *   ended
 * @param now on the clock of `documents`
 */
export function plan(
  articles: readonly Article[],
  limits: CommitLimits,
  documents: Pick<DayDocuments, 'take'>,
  now: number,
): Commit[] {
  return cut(groupByDay(articles), limits).map((groups) => ({
    articles: groups.flat(),
    counters: groups.flatMap((group) => countersOf(group, documents, now)),
  }));
}

/** The number of documents a commit writes. */
export function writesOf({ articles, counters }: Commit): number {
  return articles.length + counters.length;
}

/** Articles of one publication and one day. */
type Group = readonly Article[];

function groupByDay(articles: readonly Article[]): Group[] {
  const byPublication = Map.groupBy(articles, ({ publicationId }) => publicationId);
  return [...byPublication.values()].flatMap((some) => [...Map.groupBy(some, ({ day }) => day).values()]);
}

/**
 * The size of some writes, an upper bound: names that several articles share are counted for each of them.
 */
interface Size {
  readonly writes: number;
  readonly bytes: number;
  readonly indexBytes: number;
}

const EMPTY: Size = { writes: 0, bytes: REQUEST_BYTES, indexBytes: 0 };

/**
 * Decides where one commit ends and the next begins. A group is cut only when it does not fit into one
 * commit. A single article always makes a commit.
 */
function cut(groups: readonly Group[], limits: CommitLimits): Group[][] {
  const fits = ({ writes, bytes, indexBytes }: Size): boolean =>
    writes <= limits.maxWrites && bytes <= limits.maxBytes && bytes + indexBytes <= MAX_TRANSACTION_BYTES;
  const commits: Group[][] = [];
  let commit: Group[] = [];
  let size = EMPTY;
  const close = (): void => {
    if (commit.length > 0) commits.push(commit);
    commit = [];
    size = EMPTY;
  };
  const add = (group: Group): void => {
    const own = sizeOf(group);
    if (!fits(sum(size, own))) close();
    if (fits(sum(EMPTY, own)) || group.length === 1) {
      commit.push(group);
      size = sum(size, own);
      return;
    }
    add(group.slice(0, group.length >> 1));
    add(group.slice(group.length >> 1));
  };
  for (const group of groups) add(group);
  close();
  return commits;
}

function sizeOf(group: Group): Size {
  let bytes = 0;
  let indexBytes = 0;
  let names = 0;
  for (const article of group) {
    bytes +=
      article.write.length + FRAME_BYTES + article.storedBytes + article.names.length * INCREMENT_BYTES;
    indexBytes += article.indexBytes;
    names += article.names.length;
  }
  const counters = Math.max(1, Math.ceil(names / MAX_NAMES_PER_WRITE));
  const [first] = group;
  const perCounter = COUNTER_BYTES + 3 * ((first?.publicationId.length ?? 0) + MAX_PUBLICATION_LENGTH);
  return { writes: group.length + counters, bytes: bytes + counters * perCounter, indexBytes };
}

function sum(a: Size, b: Size): Size {
  return { writes: a.writes + b.writes, bytes: a.bytes + b.bytes, indexBytes: a.indexBytes + b.indexBytes };
}

/** The counters of one publication and day: one, or as many as its names take. */
function countersOf(group: Group, documents: Pick<DayDocuments, 'take'>, now: number): Counter[] {
  const [first] = group;
  if (first === undefined) return [];
  const { publicationId, day } = first;
  let name = first.publication;
  let bytes = 0;
  let mentions = 0;
  const tallies = noNames();
  for (const article of group) {
    name = preferred(name, article.publication);
    bytes += article.storedBytes;
    for (const { type, text, count } of article.names) {
      const map = tallies[type];
      map.set(text, (map.get(text) ?? 0) + tallyOf(1, count));
      mentions += count;
    }
  }
  return inShares(tallies).map((names, index): Counter => {
    const documentId = documents.take(publicationId, day, { bytes, mentions }, now);
    return {
      documentId,
      publicationId,
      day,
      name,
      articles: index === 0 ? group.length : 0,
      changed: 0,
      otherLanguage: index === 0 ? group.filter((article) => article.isOtherLanguage).length : 0,
      names,
    };
  });
}

type Tallies = Readonly<Record<EntityType, Map<string, number>>>;

function noNames(): Tallies {
  return { person: new Map(), place: new Map(), organization: new Map() };
}

/** At least one share, each of as many names as a document takes in one commit. */
function inShares(tallies: Tallies): Tallies[] {
  const total = entityTypes.reduce((count, type) => count + tallies[type].size, 0);
  if (total <= MAX_NAMES_PER_WRITE) return [tallies];
  const shares: Tallies[] = [];
  let share = noNames();
  let size = 0;
  for (const type of entityTypes) {
    for (const [text, tally] of tallies[type]) {
      if (size === 0) shares.push(share);
      share[type].set(text, tally);
      size += 1;
      if (size < MAX_NAMES_PER_WRITE) continue;
      share = noNames();
      size = 0;
    }
  }
  return shares;
}
