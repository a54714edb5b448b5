/**
 * Parses the bytes of a body into posts: one JSON object, a JSON array, or JSON lines. Each post is validated
 * separately.
 */

import { isUtf8 } from 'node:buffer';
import {
  MAX_BATCH_POSTS,
  MAX_DEPTH,
  MAX_LINE_STRUCTURE,
  MAX_POST_JSON_BYTES,
  MAX_STRUCTURE,
} from '../common/domain/limits.ts';
import type { Fault } from '../common/domain/post.ts';
import { postMessages } from '../common/domain/post-messages.ts';
import type { BodyFormat } from '../common/domain/submit-endpoint.ts';
import { decodeUtf8, parseJson } from '../common/domain/text.ts';
import { type Validated, validatePost } from '../common/domain/validate-post.ts';
import { ProblemError } from '../common/http/problem.ts';
import { messages } from './messages.ts';
import { readPlainPost } from './plain-post.ts';
import { type ReadyPost, readyPost } from './ready-post.ts';
import { refuseRepeatedIds } from './repeated-ids.ts';
import { beginsArray, type Scan, scanJson } from './scan-json.ts';

interface Placed {
  /** Its place in the array, or its line, from 0. Blank lines count, but hold no post. */
  readonly index: number;
}

export type ReadyCandidate = Placed & { readonly post: ReadyPost };
export type Candidate = ReadyCandidate | (Placed & { readonly errors: readonly Fault[] });

export interface Submission {
  /** Whether several posts could have been sent: the reply then lists each. */
  readonly isBatch: boolean;
  readonly candidates: readonly Candidate[];
}

/**
 * Reads the posts of a body.
 * @param body its bytes, as blocks in their order
 * @throws ProblemError 400 (empty, not UTF-8, not JSON), 413 (too many posts) or 422 (no post, or not at all
 *   like posts)
 */
export function parsePosts(body: readonly Buffer[], format: BodyFormat): Submission {
  if (body.every(({ length }) => length === 0)) throw new ProblemError(400, messages.empty);
  const submission = format === 'ndjson' ? parseLines(body) : parseDocument(Buffer.concat(body));
  if (submission.candidates.length === 0) throw new ProblemError(422, messages.noPosts);
  return { ...submission, candidates: refuseRepeatedIds(submission.candidates) };
}

function parseDocument(body: Buffer): Submission {
  const plain = isUtf8(body) ? readPlainPost(body) : undefined;
  if (plain !== undefined) return { isBatch: false, candidates: [{ index: 0, post: plain }] };
  const text = decodeUtf8(body);
  if (text === undefined) throw new ProblemError(400, messages.notUtf8);
  const isArray = beginsArray(text);
  const scan = scanJson(text, MAX_STRUCTURE);
  if (isArray && scan.elements > MAX_BATCH_POSTS) throw new ProblemError(413, messages.tooManyPosts);
  const strange = strangeness(scan, MAX_STRUCTURE);
  if (strange !== undefined) throw new ProblemError(422, messages[strange]);
  const parsed = parseJson(text);
  if ('fault' in parsed) throw new ProblemError(400, messages.notJson(parsed.fault));
  const values: readonly unknown[] = Array.isArray(parsed.value) ? parsed.value : [parsed.value];
  return {
    isBatch: isArray,
    candidates: values.map((value, index) =>
      candidateOf(index, validatePost(value, scan.repeated.get(index))),
    ),
  };
}

function parseLines(body: readonly Buffer[]): Submission {
  const candidates: Candidate[] = [];
  let index = 0;
  for (const line of linesOf(body)) {
    if (!isBlank(line)) {
      if (candidates.length === MAX_BATCH_POSTS) throw new ProblemError(413, messages.tooManyPosts);
      const plain = isUtf8(line) ? readPlainPost(line) : undefined;
      candidates.push(plain === undefined ? candidateOf(index, parseLine(line)) : { index, post: plain });
    }
    index++;
  }
  return { isBatch: true, candidates };
}

function candidateOf(index: number, validated: Validated): Candidate {
  return 'post' in validated ? { index, post: readyPost(validated.post) } : { index, ...validated };
}

function parseLine(line: Buffer): Validated {
  const refuse = (message: string): Validated => ({ errors: [{ path: '', message }] });
  if (line.length > MAX_POST_JSON_BYTES) return refuse(postMessages.tooLong);
  const text = decodeUtf8(line);
  if (text === undefined) return refuse(postMessages.notUtf8);
  const scan = scanJson(text, MAX_LINE_STRUCTURE);
  const strange = strangeness(scan, MAX_LINE_STRUCTURE);
  if (strange !== undefined) return refuse(postMessages[strange]);
  const parsed = parseJson(text);
  if ('fault' in parsed) return refuse(postMessages.notJson(parsed.fault));
  return validatePost(parsed.value, scan.repeated.get(0));
}

function strangeness(scan: Scan, maxStructure: number): 'tooDeep' | 'tooComplex' | undefined {
  if (scan.depth > MAX_DEPTH) return 'tooDeep';
  return scan.structure > maxStructure ? 'tooComplex' : undefined;
}

/** The lines; those within one block are parts of it, and only others are copied. */
function* linesOf(blocks: readonly Buffer[]): Generator<Buffer> {
  let begun: Buffer[] = [];
  for (const block of blocks) {
    let start = 0;
    for (let end = block.indexOf(0x0a); end !== -1; end = block.indexOf(0x0a, start)) {
      const last = block.subarray(start, end);
      yield begun.length === 0 ? last : Buffer.concat([...begun, last]);
      begun = [];
      start = end + 1;
    }
    if (start < block.length) begun.push(block.subarray(start));
  }
  if (begun.length > 0) yield Buffer.concat(begun);
}

/** JSON's white space only. */
function isBlank(line: Buffer): boolean {
  for (const byte of line) if (byte !== 0x20 && byte !== 0x09 && byte !== 0x0d) return false;
  return true;
}
