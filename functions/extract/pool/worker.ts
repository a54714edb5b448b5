/** The script of a pool process: the extractor that its argument names, served to the pool. */
import { extractorNamed, extractorNames } from '../extract.ts';
import { serveBatches } from './serve.ts';

const name = extractorNames.find((known) => known === process.argv[2]);
if (name === undefined) throw new Error(`no extractor is called ${process.argv[2]}`);
serveBatches(extractorNamed(name));
