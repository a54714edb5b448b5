/**
 * Small data sets for the trainer, in the form of the real ones: artificial sentences with artificial names.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { seededRandom } from './random.ts';

const given = 'Amara Bruno Chidi Dalia Edvin Farah Goran Hanna Ivo Jelena Kofi Lucia'.split(' ');
const surnames = 'Okello Moreau Lindgren Haddad Novak Petrov Santos Tanaka Weber Mensah'.split(' ');
const cities = 'Kampala Lyon Gothenburg Tripoli Brno Varna Recife Osaka Bremen Accra'.split(' ');
const companies = 'Norvik Tessaline Quorex Almadyne Brightwater Cindral Ferrostat Lumenor'.split(' ');
const bodies = ['Ministry of Health', 'Central Bank', 'Supreme Court', 'Labour Party'];

const PATTERNS = [
  'On Monday P arrived in L for talks with O .',
  'O said that P would open an office in L .',
  'The mayor of L , P , thanked O for its help .',
  'Floods near L left many homeless , P said .',
  'Shares of O fell after P left the board .',
  'Nobody was hurt , and the road was open again in the evening .',
] as const;

/** Writes the folders ner-train, ner-silver, ner-dev and gazetteer. */
export async function writeMadeUpSets(folder: string): Promise<void> {
  const { pick, chance } = seededRandom(7);
  const nameOf: Readonly<Record<string, () => string>> = {
    P: () => `${pick(given)} ${pick(surnames)}`,
    L: () => pick(cities),
    O: () => pick(chance(0.5) ? companies : bodies),
  };
  const labelOf: Readonly<Record<string, string>> = { P: 'PER', L: 'LOC', O: 'ORG' };
  const sentence = (separator: string, ending = ''): string => {
    const line = (word: string, label: string): string => `${word}${separator}${label}${ending}`;
    const words = pick(PATTERNS).split(' ');
    return words
      .flatMap((word) => {
        const name = nameOf[word];
        if (name === undefined) return [line(word, 'O')];
        return name()
          .split(' ')
          .map((part, i) => line(part, `${i === 0 ? 'B' : 'I'}-${labelOf[word]}`));
      })
      .join('\n');
  };
  const documents = (count: number, ending: string): string =>
    Array.from({ length: count }, () => {
      const sentences = Array.from({ length: 4 }, () => sentence('\t', ending));
      return `-DOCSTART-\n\n${sentences.join('\n\n')}\n\n`;
    }).join('');
  const files: Readonly<Record<string, string | Uint8Array>> = {
    'ner-train/wikigold.conll': Array.from({ length: 60 }, () => `${sentence(' ')}\n\n`).join(''),
    'ner-silver/silver-events.conll.gz': gzipSync(documents(120, '\t0.93')),
    'ner-dev/pud-news.conll': documents(30, ''),
    'gazetteer/first-names.txt': given.join('\n'),
    'gazetteer/surnames.txt': surnames.join('\n'),
    'gazetteer/world-cities.csv': `name,country,subcountry,geonameid\n${cities.map((name) => `${name},Uganda,Central,1`).join('\n')}\n`,
    'gazetteer/lists/companies-sp500.tsv': companies.map((name) => `${name} Inc.`).join('\n'),
    'gazetteer/lists/football-clubs.tsv': cities.map((name) => `${name} FC`).join('\n'),
  };
  for (const [name, content] of Object.entries(files)) {
    const path = join(folder, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, content);
  }
}
