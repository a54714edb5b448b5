/**
 * Carries out a planned commit, so that each of its articles is counted exactly once whatever happens. The
 * records are created, not set, in the same atomic write as the increments. If one of them exists, Firestore
 * applies nothing of the commit (ALREADY_EXISTS). The records then show which articles have been counted, and
 * the rest is planned and committed again. That covers redelivered messages, other savers, and commits of our
 * own whose answer was lost.
 */
import type { Article } from './article.ts';
import { commitFailureOf } from './errors.ts';
import { type Commit, writesOf } from './plan.ts';

/** The outcome for the articles of a commit, by record id. */
export interface CommitOutcome {
  readonly saved: readonly string[];
  /** Counted before, by this or another process. */
  readonly duplicates: readonly string[];
  /** Counted before with another content: the first version stays counted. */
  readonly changed: readonly string[];
  /** Refused by Firestore, with its reason. */
  readonly refused: ReadonlyMap<string, string>;
  /** Documents written. */
  readonly writes: number;
}

/** The part of an existing record that a commit needs. */
export interface Counted {
  readonly contentHash: string;
  /** The hash of the last other content that was noted. */
  readonly changedTo?: string | undefined;
}

/**
 * The calls to Firestore that a commit is made of. Each rejects with Firestore's error, or when it takes too
 * long.
 */
export interface CommitCalls {
  /** Sends a commit once. */
  readonly send: (commit: Commit) => Promise<void>;
  /** Those of these articles that have a record, by record id. */
  readonly counted: (articles: readonly Article[]) => Promise<ReadonlyMap<string, Counted>>;
  /**
   * Notes on their records that these articles were sent again with another content, and counts that.
   * @returns documents written
   */
  readonly noteChanged: (articles: readonly Article[]) => Promise<number>;
  /** Cuts articles into commits. */
  readonly plan: (articles: readonly Article[]) => readonly Commit[];
  /** A planned commit has ended. */
  readonly release: (commit: Commit) => void;
}

const NOTHING: CommitOutcome = { saved: [], duplicates: [], changed: [], refused: new Map(), writes: 0 };

/**
 * Commits articles.
 * @throws Firestore's error, or a time-out, when retrying later may help; it is then unknown whether the
 *   articles are counted
 */
export async function commit(planned: Commit, calls: CommitCalls): Promise<CommitOutcome> {
  const { articles } = planned;
  try {
    await calls.send(planned);
    return { ...NOTHING, saved: idsOf(articles), writes: writesOf(planned) };
  } catch (error) {
    switch (commitFailureOf(error)) {
      case 'already-exists': {
        const counted = await calls.counted(articles);
        // The records expired between the commit and this read: treated as a failed commit.
        if (counted.size === 0) throw error;
        const rest = articles.filter(({ recordId }) => !counted.has(recordId));
        return sum([await settleCounted(articles, counted, calls), await commitAll(calls.plan(rest), calls)]);
      }
      case 'refused': {
        const [only, second] = articles;
        if (only !== undefined && second === undefined) {
          return { ...NOTHING, refused: new Map([[only.recordId, String(error)]]) };
        }
        // One article makes Firestore refuse the commit. Halving finds it, and the others are saved.
        const half = articles.length >> 1;
        const plans = [...calls.plan(articles.slice(0, half)), ...calls.plan(articles.slice(half))];
        return commitAll(plans, calls);
      }
      case 'transient':
        throw error;
    }
  }
}

/**
 * Decides for each article that has a record whether its content is unchanged, and notes those whose content
 * is not.
 */
async function settleCounted(
  articles: readonly Article[],
  counted: ReadonlyMap<string, Counted>,
  calls: CommitCalls,
): Promise<CommitOutcome> {
  const known = articles.filter(({ recordId }) => counted.has(recordId));
  const changed = known.filter(
    ({ recordId, contentHash }) => counted.get(recordId)?.contentHash !== contentHash,
  );
  const news = changed.filter(
    ({ recordId, contentHash }) => counted.get(recordId)?.changedTo !== contentHash,
  );
  const writes = news.length === 0 ? 0 : await calls.noteChanged(news);
  const differing = new Set(changed);
  return {
    ...NOTHING,
    duplicates: idsOf(known.filter((article) => !differing.has(article))),
    changed: idsOf(changed),
    writes,
  };
}

async function commitAll(commits: readonly Commit[], calls: CommitCalls): Promise<CommitOutcome> {
  const outcomes: CommitOutcome[] = [];
  try {
    for (const next of commits) outcomes.push(await commit(next, calls));
  } finally {
    for (const one of commits) calls.release(one);
  }
  return sum(outcomes);
}

function sum(outcomes: readonly CommitOutcome[]): CommitOutcome {
  return {
    saved: outcomes.flatMap(({ saved }) => saved),
    duplicates: outcomes.flatMap(({ duplicates }) => duplicates),
    changed: outcomes.flatMap(({ changed }) => changed),
    refused: new Map(outcomes.flatMap(({ refused }) => [...refused])),
    writes: outcomes.reduce((total, { writes }) => total + writes, 0),
  };
}

function idsOf(articles: readonly Article[]): string[] {
  return articles.map(({ recordId }) => recordId);
}
