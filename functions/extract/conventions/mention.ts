/** Changes where a mention begins and ends. */
import type { Mention } from '../../common/domain/post.ts';

/** The mention with another begin and end in its text. */
export function replaced(text: string, mention: Mention, start: number, end: number): Mention {
  return { ...mention, text: text.slice(start, end), start, end };
}
