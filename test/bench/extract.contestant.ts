/**
 * An extractor of a checkout, for `bench -- extract`. Reads lines of JSON arrays of texts, and answers each
 * with the processor time of their extraction in milliseconds. Arguments: the folder of the checkout and the
 * name of the extractor.
 */
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import type { extractorNamed } from '../../functions/extract/extract.ts';
import type { ExtractorName } from '../../functions/extract/extractor-names.ts';

interface Extractors {
  readonly extractorNamed: typeof extractorNamed;
}

const [, , folder = '.', name = 'tagger'] = process.argv;
const url = pathToFileURL(join(resolve(folder), 'functions/extract/extract.ts'));
const extractors: Extractors = await import(url.href);
const named: ExtractorName = name === 'compromise' ? 'compromise' : 'tagger';
const extract = extractors.extractorNamed(named);

for await (const line of createInterface({ input: process.stdin })) {
  const texts: readonly string[] = JSON.parse(line);
  const before = process.cpuUsage();
  for (const text of texts) extract(text);
  const { user, system } = process.cpuUsage(before);
  process.stdout.write(`${(user + system) / 1000}\n`);
}
