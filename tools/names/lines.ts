/** A line of the tables of aliases in `functions/common/domain/aliases`, and the source of such a table. Pure. */
import type { EntityType } from '../../functions/common/domain/post.ts';

export interface AliasLine {
  readonly type: EntityType;
  /** The spelling that people are shown. */
  readonly text: string;
  readonly aliases: readonly string[];
}

/**
 * The source of a table.
 * @param name of the constant that it exports
 * @param source where the names come from, and under which licence
 */
export function tableSource(name: string, source: string, lines: readonly AliasLine[]): string {
  const rows = lines
    .filter(({ aliases }) => aliases.length > 0)
    .map(({ type, text, aliases }) => `${type} | ${text} | ${aliases.join('; ')}`)
    .toSorted();
  return `/** Written by \`npm run names\`. ${source} */\nexport const ${name} = \`\n${rows.join('\n')}\n\`;\n`;
}
