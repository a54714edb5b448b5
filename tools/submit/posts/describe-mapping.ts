/** Says in words which field of a source feeds which field of a post, before anything is sent. Pure. */
import { type Mapping, type PostField, postFields } from './fields.ts';
import type { PostOptions } from './to-post.ts';

const words: Readonly<Record<PostField, string>> = {
  content: 'content',
  publication: 'publication',
  id: 'id',
  publishedAt: 'date',
  url: 'address',
  title: 'title',
  author: 'author',
  language: 'language',
};

/** The most names that are listed. Some tables have hundreds of columns. */
const LISTED = 20;

/**
 * One line about a source.
 * @param what its format, in words
 */
export function describeMapping(name: string, what: string, mapping: Mapping, options: PostOptions): string {
  const fed = postFields.flatMap((field) => {
    if (field === 'publication' && options.publication !== undefined)
      return [`publication ${JSON.stringify(options.publication)}`];
    if (field === 'id' && !options.takesIds) return [];
    const paths = mapping.paths[field].map((path) => path.join('.'));
    return paths.length === 0 ? [] : [`${words[field]} from ${paths.join(' or ')}`];
  });
  const unused = options.takesIds
    ? mapping.unused
    : [...mapping.paths.id.map(([key]) => key ?? ''), ...mapping.unused];
  const found = fed.length === 0 ? 'no field of a post was found by its name' : fed.join(', ');
  const listed = unused.slice(0, LISTED).join(', ');
  const more = unused.length > LISTED ? `, and ${unused.length - LISTED} more` : '';
  const notUsed =
    unused.length === 0 ? '' : `; ${listed}${more} ${unused.length === 1 ? 'is' : 'are'} not used`;
  return `${name}: ${what}; ${found}${notUsed}`;
}
