/** Reads sentences whose names are marked by hand: `business<tab>[organization!|Tesla] said …`. */
import { entityTypes } from '../../../functions/common/domain/post.ts';
import type { AnnotatedArticle } from '../../../tools/evaluate/evaluate.ts';

export interface MarkedSentence extends AnnotatedArticle {
  readonly subject: string;
  /** The marks with an exclamation mark: names that must be found, and texts of type `none` that must not. */
  readonly required: AnnotatedArticle['entities'];
}

const MARK = new RegExp(String.raw`\[(${[...entityTypes, 'none'].join('|')})(!?)\|([^\]]+)\]`, 'g');

/** The sentences of a file; lines that begin with `#` are comments. */
export function readMarkedSentences(file: string): MarkedSentence[] {
  return file.split('\n').flatMap((line) => {
    if (line === '' || line.startsWith('#')) return [];
    const [subject = '', marked = ''] = line.split('\t');
    let content = '';
    let at = 0;
    const names: { type: string; text: string; start: number; end: number; isRequired: boolean }[] = [];
    for (const { index, 0: whole, 1: type = '', 2: sign, 3: text = '' } of marked.matchAll(MARK)) {
      content += marked.slice(at, index);
      const start = content.length;
      content += text;
      names.push({ type, text, start, end: content.length, isRequired: sign === '!' });
      at = index + whole.length;
    }
    content += marked.slice(at);
    const plain = names.map(({ isRequired: _, ...name }) => name);
    return [
      {
        subject,
        content,
        entities: plain.filter(({ type }) => type !== 'none'),
        required: plain.filter((_, i) => names[i]?.isRequired === true),
      },
    ];
  });
}
