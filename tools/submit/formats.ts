/** Which format an input is in. */
import { stat } from 'node:fs/promises';
import { ExitCode, ExplainedError } from '../../functions/common/process/exit-codes.ts';
import { inputMessages } from './messages.ts';
import { STDIN, unreadable } from './open-input.ts';

export const formats = ['csv', 'tsv', 'jsonl', 'text'] as const;
export type Format = (typeof formats)[number];

const extensions: Readonly<Record<string, Format>> = {
  csv: 'csv',
  tsv: 'tsv',
  tab: 'tsv',
  jsonl: 'jsonl',
  ndjson: 'jsonl',
  txt: 'text',
  text: 'text',
};

export interface InputKind {
  readonly format: Format;
  readonly isFolder: boolean;
}

/**
 * Tells an input's format by what was asked for, else by its extension; a folder holds text files.
 * @throws ExplainedError with exit code 2 when it cannot be told
 */
export async function kindOf(path: string, asked: Format | undefined): Promise<InputKind> {
  if (path === STDIN) {
    if (asked === undefined || asked === 'text')
      throw new ExplainedError(inputMessages.stdinFormat, ExitCode.usage);
    return { format: asked, isFolder: false };
  }
  if ((await stat(path).catch(unreadable(path))).isDirectory()) return { format: 'text', isFolder: true };
  const [, extension = ''] = /\.([a-z]+)(?:\.gz)?$/i.exec(path) ?? [];
  const format = asked ?? extensions[extension.toLowerCase()];
  if (format === undefined) throw new ExplainedError(inputMessages.unknownFormat(path), ExitCode.usage);
  return { format, isFolder: false };
}
