/** Prints the mentions of the text on standard input. */
import { readFileSync } from 'node:fs';
import { extractWithTagger } from '../../../functions/extract/tagger/tagger.ts';

process.stdout.write(JSON.stringify(extractWithTagger(readFileSync(0, 'utf8'))));
