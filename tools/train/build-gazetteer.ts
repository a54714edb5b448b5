/**
 * Builds the gazetteer from GeoNames' cities, lists of given names and surnames, and WordNet's named instances.
 * WordNet's file format: wndb(5WN), https://wordnet.princeton.edu/documentation/wndb5wn.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fold, keyOf, List, phraseHash, writeGazetteer } from '../../functions/extract/tagger/gazetteer.ts';
import { hashOf } from '../../functions/extract/tagger/hash.ts';

/** Lexicographer files of WordNet nouns (lexnames(5WN)) and what their named instances are. */
const instanceLists: Readonly<Record<number, number>> = {
  4: List.otherName,
  6: List.organization,
  10: List.otherName,
  14: List.organization,
  15: List.city,
  17: List.nature,
  18: List.notable,
  26: List.otherName,
  28: List.otherName,
};

/** Short names of countries that the lists lack. */
const countryAliases =
  'UK|U.K|US|U.S|USA|U.S.A|UAE|U.A.E|DRC|DR Congo|KSA|PRC|CAR|Great Britain|Britain|England|Scotland|Wales|Northern Ireland|Palestine|Gaza|Kosovo|Taiwan|Tibet|Burma|Ivory Coast|Cape Verde|Swaziland|Czechia|Holland|Congo|Korea|South Korea|North Korea|Macau|Hong Kong|Timor-Leste|Somaliland|Western Sahara|Micronesia|Brunei|Vatican|Macedonia|Eswatini|Türkiye|Syria|Laos|Moldova|Russia|Vietnam|Iran|Bolivia|Venezuela|Tanzania|Gambia|Bahamas'.split(
    '|',
  );
/** Regions of several countries, and directions that stand for them. */
const regionAliases =
  'Middle East|Gulf|Balkans|Caucasus|Caribbean|Sahel|Maghreb|Levant|Horn of Africa|West Africa|East Africa|North Africa|Southern Africa|Central Africa|Sub-Saharan Africa|Southeast Asia|South Asia|Central Asia|East Asia|Western Europe|Eastern Europe|Latin America|Central America|South America|North America|West Bank|Gaza Strip|Asia-Pacific|Pacific|Atlantic|Mediterranean|Arctic|Antarctica|Scandinavia|Kashmir|Punjab|Bengal|Darfur|Kurdistan|Crimea|Donbas|NSW|Amazon'.split(
    '|',
  );

/** Names longer than this many words are left out. */
const MAX_WORDS = 6;

/**
 * @param folder holds `world-cities.csv`, `first-names.txt` and `surnames.txt`
 * @param wordnet folder with WordNet's `data.noun` and `data.adj`
 */
export function buildGazetteer(folder: string, wordnet: string): Uint8Array {
  const lists = new Map<number, number>();
  const add = (name: string, list: number, wordList = 0): void => {
    const words = wordsOf(name);
    if (words.length === 0 || words.length > MAX_WORDS) return;
    const hashes = words.map((word) => hashOf(word));
    const key = keyOf(phraseHash(hashes));
    lists.set(key, (lists.get(key) ?? 0) | list);
    if (words.length === 1 || wordList === 0) return;
    for (const [i, hash] of hashes.entries()) {
      if ((words[i]?.length ?? 0) < 4) continue;
      lists.set(keyOf(hash), (lists.get(keyOf(hash)) ?? 0) | wordList);
    }
  };
  const lines = (path: string): string[] => readFileSync(path, 'utf8').replace(/^﻿/, '').split(/\r?\n/);

  for (const name of lines(join(folder, 'first-names.txt'))) add(name, List.firstName);
  for (const name of lines(join(folder, 'surnames.txt'))) add(name, List.surname);
  for (const line of lines(join(folder, 'world-cities.csv')).slice(1)) {
    const [city = '', country = '', region = ''] = csvFields(line);
    add(city, List.city, List.placeWord);
    add(country, List.country, List.placeWord);
    add(region, List.region, List.placeWord);
    add(
      region.replace(/ (?:Region|Province|State|District|County|Governorate|Department|Oblast)$/, ''),
      List.region,
    );
  }
  for (const name of countryAliases) add(name, List.country);
  for (const name of regionAliases) add(name, List.nature);
  if (!existsSync(join(wordnet, 'data.noun'))) throw new Error(`there is no data.noun in ${wordnet}`);
  for (const line of lines(join(wordnet, 'data.noun'))) addNoun(line, add);
  for (const line of lines(join(wordnet, 'data.adj'))) {
    const { words } = synset(line);
    for (const word of words) {
      add(word, isCapital(word) ? List.demonym : List.common);
      if (isCapital(word) && /an$|[^s]i$/.test(word)) add(`${word}s`, List.demonym);
    }
  }
  return writeGazetteer(lists);
}

function addNoun(line: string, add: (name: string, list: number, wordList?: number) => void): void {
  const { file, words, instance } = synset(line);
  const list = instanceLists[file];
  for (const word of words) {
    if (!isCapital(word)) {
      if (!/[_\d]/.test(word)) add(word, List.common);
    } else if (instance && list !== undefined) {
      const wordList =
        list === List.organization ? List.organizationWord : list === List.city ? List.placeWord : 0;
      add(word, list, wordList);
      const surname = word.split('_').at(-1) ?? '';
      if (list === List.notable && isCapital(surname) && surname.length > 3) add(surname, List.notable);
    } else if (file === 14) add(word, List.organization, List.organizationWord);
    else if (file === 18) {
      add(word, List.demonym);
      if (!word.endsWith('s')) add(`${word}s`, List.demonym);
    } else if (![5, 20].includes(file)) add(word, List.otherName);
  }
}

interface Synset {
  readonly file: number;
  readonly words: readonly string[];
  /** Whether the synset is an instance of something, not a class. */
  readonly instance: boolean;
}

function synset(line: string): Synset {
  if (line.startsWith(' ') || line === '') return { file: 0, words: [], instance: false };
  const fields = (line.split('|')[0] ?? '').split(' ');
  const count = Number.parseInt(fields[3] ?? '0', 16);
  const words = Array.from({ length: count }, (_, i) => (fields[4 + 2 * i] ?? '').replace(/\(\w+\)$/, ''));
  return { file: Number(fields[1]), words, instance: fields.includes('@i') };
}

function isCapital(word: string): boolean {
  const first = word.charAt(0);
  return first !== first.toLowerCase();
}

function wordsOf(name: string): string[] {
  return name
    .replace(/[’']s\b/g, '')
    .split(/[\s_–-]+/)
    .map((word) => fold(word.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, '')))
    .filter((word) => word !== '');
}

function csvFields(line: string): string[] {
  return [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(([, quoted, plain]) =>
    quoted === undefined ? (plain ?? '') : quoted.replaceAll('""', '"'),
  );
}
