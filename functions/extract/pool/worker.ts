/** The script of a pool process: the extractor of its first argument, served to the pool; the second is the least score that counts. */
import { extractorNamed, extractorNames } from '../extract.ts';
import { serveBatches } from './serve.ts';

const [, , extractor, minScore] = process.argv;
const name = extractorNames.find((known) => known === extractor);
if (name === undefined) throw new Error(`no extractor is called ${extractor}`);
serveBatches(extractorNamed(name), Number(minScore ?? 0));
