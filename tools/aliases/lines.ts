/**
 * A line of the tables of aliases in `functions/common/domain/aliases`, and the source of such a table. Pure.
 */
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
 * @param origin where the names come from
 * @param licence of that
 */
export function tableSource(
  name: string,
  { origin, licence }: { readonly origin: string; readonly licence: string },
  lines: readonly AliasLine[],
): string {
  const rows = lines
    .filter(({ aliases }) => aliases.length > 0)
    .map(({ type, text, aliases }) => `${type} | ${text} | ${aliases.join('; ')}`)
    .toSorted();
  const header = `/**\n * Written by \`npm run build:aliases\`: ${origin}.\n * ${licence}.\n */`;
  return `${header}\nexport const ${name} = \`\n${rows.join('\n')}\n\`;\n`;
}
