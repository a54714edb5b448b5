/**
 * Prints the texts of vectors.json with their words by sentence, and the evidence that the shipped network
 * uses for each word. `vectors.py` computes the scores from this output.
 */
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { evidenceColumns, readEvidence } from '../../../functions/extract/tagger/features/evidence.ts';
import { openWeights } from '../../../functions/extract/tagger/network/weights.ts';
import { weightsFile } from '../../../functions/extract/tagger/tagger.ts';
import { createWordReader, wordAt } from '../../../functions/extract/tagger/words/sentences.ts';

const Vectors = z.array(z.object({ text: z.string() }));
const file = readFileSync(new URL('./vectors.json', import.meta.url), 'utf8');

const readWords = createWordReader();
const evidenceOf = readEvidence();
const columns = openWeights(weightsFile).header.evidence.map((name) => evidenceColumns.indexOf(name));

const texts = Vectors.parse(JSON.parse(file)).map(({ text }) => {
  const words = readWords(text);
  const spelled = Array.from({ length: words.count }, (_, i) => wordAt(words, i));
  let from = 0;
  const tokens = words.sentenceEnds.map((end) => {
    const sentence = spelled.slice(from, end);
    from = end;
    return sentence;
  });
  const evidence = spelled.map((word) => columns.map((bit) => (evidenceOf(word) >>> bit) & 1));
  return { text, tokens, evidence };
});
process.stdout.write(JSON.stringify(texts));
