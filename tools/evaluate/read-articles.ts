/**
 * Reads files of annotated articles: JSON lines, or columns where the file's name ends in `.conll` or
 * `.iob2`.
 */
import { readFileSync } from 'node:fs';
import { ExitCode, ExplainedError } from '../../functions/common/process/exit-codes.ts';
import { cannotRead, STDIN } from '../../functions/common/process/input-files.ts';
import { readConll } from './conll.ts';
import { AnnotatedArticle } from './evaluate.ts';

/**
 * The articles of a file.
 * @throws ExplainedError when it cannot be read or holds something else
 */
export function readArticles(file: string): AnnotatedArticle[] {
  const text = readText(file);
  if (/\.(?:conll|iob2?)$/.test(file)) return readConll(text);
  return text.split('\n').flatMap((line, index) => {
    if (line.trim() === '') return [];
    const article = AnnotatedArticle.safeParse(parse(line));
    if (article.success) return [article.data];
    throw new ExplainedError(
      `Line ${index + 1} of ${file} is not an annotated article: it must be a JSON object with content and entities.`,
      ExitCode.data,
    );
  });
}

function readText(file: string): string {
  try {
    return readFileSync(file === STDIN ? 0 : file, 'utf8');
  } catch (cause) {
    throw cannotRead(file, cause);
  }
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
