/**
 * Checks a job before the run begins: that its inputs can be read, where reading continues, and that no file
 * is both read and written.
 */
import { stat } from 'node:fs/promises';
import { ExitCode, ExplainedError } from '../../functions/common/process/exit-codes.ts';
import { STDIN, unreadable } from './bytes/source.ts';
import { inputMessages } from './messages.ts';
import { checkState, freshState, readState, type State, statePathOf } from './state.ts';

/**
 * The file of rejects is written from its beginning, so it must not be an input.
 * @throws ExplainedError with exit code 2 when it is one
 */
export async function checkRejects(job: {
  readonly rejects: string | undefined;
  readonly inputs: readonly string[];
}): Promise<void> {
  const { rejects, inputs } = job;
  if (rejects === undefined) return;
  const identify = async (path: string): Promise<string | undefined> => {
    const found = await stat(path).catch(() => undefined);
    return found && `${found.dev} ${found.ino}`;
  };
  const own = await identify(rejects);
  if (own === undefined) return;
  for (const path of inputs.filter((input) => input !== STDIN)) {
    if ((await identify(path)) === own)
      throw new ExplainedError(inputMessages.rejectsIsInput(rejects), ExitCode.usage);
  }
}

/** The state from which an input goes on; undefined where none is kept. */
export async function stateOf(
  path: string,
  job: { readonly resume: boolean },
  note: (line: string) => void,
): Promise<State | undefined> {
  if (path === STDIN) {
    if (job.resume) throw new ExplainedError(inputMessages.stdinResume, ExitCode.usage);
    return undefined;
  }
  const kept = job.resume ? readState(path) : undefined;
  if (job.resume && kept === undefined) note(inputMessages.noState(path, statePathOf(path)));
  if (kept !== undefined) await checkState(path, kept);
  return kept ?? (await freshState(path));
}

/** Undefined where nobody knows: standard input, and folders, whose files are not counted beforehand. */
export async function sizeOf(path: string): Promise<number | undefined> {
  if (path === STDIN) return undefined;
  const found = await stat(path).catch(unreadable(path));
  return found.isFile() ? found.size : undefined;
}
