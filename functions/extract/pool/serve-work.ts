/**
 * The kinds of work that a process of the pool does: `messages` for the daemon, which moves bytes, and
 * `texts` for the command line, which prints mentions. `pools.ts` opens the pool of each kind.
 */
import { processMessage } from '../process-message.ts';
import { type Find, readNamesInLanguages, type WorkOptions } from '../read-names.ts';
import { serveBatches } from './serve.ts';

export type WorkName = 'texts' | 'messages';

/** One text as a process is given it. */
export interface PoolText {
  readonly content: string;
  readonly title?: string | undefined;
  /** The language that its post names. */
  readonly language?: string | undefined;
}

/**
 * Serves one kind of work until the parent ends this process or is gone.
 * @param work as the pool names it
 * @param find finds the names in a cleaned text
 */
export function serveWork(
  work: string | undefined,
  find: Find,
  options: WorkOptions = { minScore: 0, languages: 'all', titles: false },
): void {
  if (work === 'messages')
    serveBatches((data: string) => processMessage(find, Buffer.from(data, 'latin1'), options));
  else if (work === 'texts')
    serveBatches(({ content, title, language }: PoolText) =>
      readNamesInLanguages(find, content, {
        ...options,
        language,
        title: options.titles ? title : undefined,
      }),
    );
  else throw new Error(`no work of a pool is called ${work}`);
}
