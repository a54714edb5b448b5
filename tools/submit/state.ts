/** The state file beside an input: how far it is confirmed, so that a later run can go on from there. */
import { createHash } from 'node:crypto';
import {
  closeSync,
  existsSync,
  ftruncateSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { z } from 'zod';
import { ExitCode, ExplainedError } from '../../functions/common/process/exit-codes.ts';
import { unreadable } from './bytes/source.ts';
import { inputMessages } from './messages.ts';
import { isLink, openOwnFile, openWithoutLink } from './own-file.ts';
import { START } from './rows/row.ts';

const State = z.object({
  version: z.literal(1),
  /** Identifies the input: a digest of its first `bytes` bytes. */
  beginning: z.object({ bytes: z.int().nonnegative(), sha256: z.string() }),
  position: z.object({
    offset: z.int().nonnegative(),
    line: z.int().nonnegative(),
    file: z.string().optional(),
  }),
  accepted: z.int().nonnegative(),
  rejected: z.int().nonnegative(),
  /** The length of the file of rejects, so that rows rejected after this point do not occur in it twice. */
  rejectsBytes: z.int().nonnegative(),
  finished: z.boolean(),
});
export type State = z.infer<typeof State>;
export type Beginning = State['beginning'];

const BEGINNING_BYTES = 65_536;

/** Where the state of an input is kept. */
export function statePathOf(input: string): string {
  return `${input.replace(/\/+$/, '')}.submit-state.json`;
}

/**
 * Reads the state of an input; undefined when there is none.
 * @throws ExplainedError with exit code 65 when it cannot be read
 */
export function readState(input: string): State | undefined {
  const path = statePathOf(input);
  let text: string;
  try {
    const file = openWithoutLink(path);
    try {
      text = readFileSync(file, 'utf8');
    } finally {
      closeSync(file);
    }
  } catch (error) {
    if (isLink(error))
      throw new ExplainedError(inputMessages.stateIsLink(path), ExitCode.data, { cause: error });
    return undefined;
  }
  try {
    return State.parse(JSON.parse(text));
  } catch (error) {
    throw new ExplainedError(inputMessages.badState(path), ExitCode.data, { cause: error });
  }
}

/**
 * Writes the state; a reader finds either the one before or this one.
 * @throws the system's error when it cannot be written; the state before stays, and nothing is left beside it
 */
export function writeState(input: string, state: State): void {
  const path = statePathOf(input);
  const next = `${path}.new`;
  const file = openOwnFile(next);
  try {
    ftruncateSync(file);
    writeFileSync(file, `${JSON.stringify(state)}\n`);
    renameSync(next, path);
  } catch (error) {
    rmSync(next, { force: true });
    throw error;
  } finally {
    closeSync(file);
  }
}

/** Whether `--resume` would continue an input after its beginning. */
export function hasState(input: string): boolean {
  return existsSync(statePathOf(input));
}

/** Forgets an input: it is done with. */
export function removeState(input: string): void {
  rmSync(statePathOf(input), { force: true });
}

/** The digest of an input's first bytes; of none for a folder. */
async function beginningOf(input: string, bytes = BEGINNING_BYTES): Promise<Beginning> {
  const hash = createHash('sha256');
  if ((await stat(input)).isDirectory()) return { bytes: 0, sha256: hash.digest('base64url') };
  const file = await open(input);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(bytes), 0, bytes, 0);
    return { bytes: bytesRead, sha256: hash.update(buffer.subarray(0, bytesRead)).digest('base64url') };
  } finally {
    await file.close();
  }
}

/**
 * Makes sure that a state belongs to an input. Something may have been added at the input's end.
 * @throws ExplainedError with exit code 65 when it does not
 */
export async function checkState(input: string, state: State): Promise<void> {
  const now = await beginningOf(input, state.beginning.bytes);
  if (now.sha256 !== state.beginning.sha256)
    throw new ExplainedError(inputMessages.changed(input, statePathOf(input)), ExitCode.data);
}

/** The state of an input of which nothing is confirmed. */
export async function freshState(input: string): Promise<State> {
  return {
    version: 1,
    beginning: await beginningOf(input).catch(unreadable(input)),
    position: START,
    accepted: 0,
    rejected: 0,
    rejectsBytes: 0,
    finished: false,
  };
}
