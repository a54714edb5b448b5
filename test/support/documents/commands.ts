/**
 * The commands of the documents: every line of every fenced block of shell. Tests run them unchanged, so that
 * no document shows a command that was never run.
 */
import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../..', import.meta.url));

/** The documents whose commands are collected. The changelog is left out, because it describes the past. */
export const documents: readonly string[] = globSync(['*.md', 'docs/*.md', 'examples/**/*.md'], { cwd: root })
  .filter((name) => name !== 'CHANGELOG.md' && !name.includes('node_modules'))
  .toSorted();

/** A block of a document between two fences. */
export interface FencedBlock {
  readonly document: string;
  /** The line of the first fence, from 1. */
  readonly line: number;
  /** The language of the fence: `sh`, `js`, `text` and so on. Empty without one. */
  readonly language: string;
  /** Without the indentation of its list item. */
  readonly text: string;
  /** The paragraphs directly before and after the block. */
  readonly beside: string;
  /** The text of the document before its first section. */
  readonly introduction: string;
}

/** A command in the words of the document, without its comment. */
export interface DocumentedCommand {
  readonly text: string;
  readonly block: FencedBlock;
}

/** All blocks of a document, in order. */
export function blocksOf(document: string): readonly FencedBlock[] {
  const text = readFileSync(`${root}/${document}`, 'utf8');
  const introduction = text.split(/^## /m)[0] ?? '';
  return [...text.matchAll(/^( *)```(\S*)\n(.*?)^ *```$/gms)].map((found): FencedBlock => {
    const [whole, indent = '', language = '', inside = ''] = found;
    const before = text.slice(0, found.index);
    const after = text.slice(found.index + whole.length);
    return {
      document,
      line: before.split('\n').length,
      language,
      text: inside.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
      beside: `${
        before
          .trimEnd()
          .split(/\n\s*\n/)
          .at(-1) ?? ''
      }\n${after.trimStart().split(/\n\s*\n/)[0] ?? ''}`,
      introduction,
    };
  });
}

/** The commands of a block of shell. A command that continues after a backslash is one. */
function commandsOf(block: FencedBlock): readonly DocumentedCommand[] {
  return block.text
    .replaceAll(/\\\n\s*/g, '')
    .split('\n')
    .map((line) => line.replace(/(^|\s{2,})#\s.*$/, '').trim())
    .filter((line) => line !== '')
    .map((text) => ({ text, block }));
}

/** Every command of every document. */
export function documentedCommands(): readonly DocumentedCommand[] {
  return documents
    .flatMap(blocksOf)
    .filter(({ language }) => language === 'sh')
    .flatMap(commandsOf);
}
