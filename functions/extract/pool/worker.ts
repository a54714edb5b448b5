/**
 * The script of a pool process: the extractor of its first argument, served to the pool. Then come the least score that counts, and the
 * languages that names are looked for in.
 */
import { finderNamed } from '../extract.ts';
import { extractorNames } from '../extractor-names.ts';
import { languagesOf } from '../language/language.ts';
import { serveBatches } from './serve.ts';

const [, , extractor, minScore = '0', languages = 'all'] = process.argv;
const name = extractorNames.find((known) => known === extractor);
if (name === undefined) throw new Error(`no extractor is called ${extractor}`);
serveBatches(finderNamed(name), {
  minScore: Number(minScore),
  languages: languagesOf(languages),
});
