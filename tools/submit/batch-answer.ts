/** Reads what the submit function answers to a batch. */
import { ProblemDocument } from '../../functions/common/domain/problem-document.ts';
import { BatchAnswer } from '../../functions/common/domain/submit-contract.ts';
import { parseJson } from '../../functions/common/domain/text.ts';

const Detail = ProblemDocument.pick({ detail: true });

/**
 * The answer's lists; undefined where the request was refused as a whole, or somebody else has answered.
 * @param posts how many were sent: an answer that does not account for each of them exactly once is none
 */
export function parseBatchAnswer(text: string, posts: number): BatchAnswer | undefined {
  const answer = BatchAnswer.safeParse(jsonIn(text)).data;
  if (answer === undefined) return undefined;
  const indexes = [...answer.accepted, ...answer.rejected].map(({ index }) => index);
  const isWhole = indexes.length === posts && new Set(indexes).size === posts && Math.max(...indexes) < posts;
  return isWhole ? answer : undefined;
}

/** The message of an answer for a person, in one line. */
export function detailOf(text: string): string {
  const problem = Detail.safeParse(jsonIn(text));
  return problem.success
    ? problem.data.detail
    : text
        .replace(/<[^>]*>/g, ' ')
        .replace(/\s+/g, ' ')
        .trim()
        .slice(0, 200);
}

function jsonIn(text: string): unknown {
  const json = parseJson(text);
  return 'value' in json ? json.value : undefined;
}
