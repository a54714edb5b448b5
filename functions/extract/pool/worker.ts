/**
 * The script of a pool process. Its arguments: the work, the extractor, the least score that counts, the
 * languages that are searched for names, and whether titles count.
 */
import { finderNamed } from '../extract.ts';
import { extractorNames } from '../extractor-names.ts';
import { languagesOf } from '../language/language.ts';
import { serveWork } from './serve-work.ts';

const [, , work, extractor, minScore = '0', languages = 'all', titles = 'false'] = process.argv;
const name = extractorNames.find((known) => known === extractor);
if (name === undefined) throw new Error(`no extractor is called ${extractor}`);
serveWork(work, finderNamed(name), {
  minScore: Number(minScore),
  languages: languagesOf(languages),
  titles: titles === 'true',
});
