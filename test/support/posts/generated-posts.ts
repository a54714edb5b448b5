/**
 * Generates posts from a seed: newswire-like English of 500 to 5,000 characters. Its names have forms that
 * are hard to extract: possessives, curly quotes, headlines in capitals, honorifics, accents, and line breaks
 * inside. About one post in four has no id.
 */
import type { SubmittedPost } from '../../../functions/common/domain/post.ts';
import { type SeededRandom, seededRandom } from '../random.ts';
import {
  honorifics,
  organizations,
  people,
  places,
  publicationNames,
  topics,
  weekdays,
} from './newswire-words.ts';

type Template = (words: Words) => string;

/** The words for templates. Each call returns another name. */
interface Words {
  readonly person: () => string;
  readonly title: () => string;
  readonly place: () => string;
  readonly organization: () => string;
  readonly topic: () => string;
  readonly day: () => string;
  readonly number: () => number;
}

const templates: readonly Template[] = [
  (w) => `${w.person()} spoke about ${w.topic()} in ${w.place()} on ${w.day()}.`,
  (w) => `“We came to talk about ${w.topic()},” said ${w.person()}, who had travelled from ${w.place()}.`,
  (w) => `"It was a long day in ${w.place()}," ${w.title()} ${surname(w.person())} told ${w.organization()}.`,
  (w) => `${possessive(w.person())} letter to ${w.organization()} ran to ${w.number()} pages.`,
  (w) =>
    `${capitalised(w.organization())} and ${w.organization()} will share a stand at the fair in ${w.place()}.`,
  (w) =>
    `The report, which ${w.organization()} published on ${w.day()}, names ${w.place()}, ${w.place()} and ${w.place()}.`,
  (w) => `${w.title()} ${w.person()} and ${w.title()} ${w.person()} met visitors outside ${w.place()}.`,
  (w) => `Some ${w.number()} people heard the lecture on ${w.topic()}; many had read ${w.person()} before.`,
  (w) => `In ${possessive(w.place())} old town, a room is named after ${w.person()}.`,
  (w) =>
    `${capitalised(possessive(w.organization()))} spokesman in ${w.place()} confirmed the date: ${w.day()}.`,
  (w) =>
    `A plan for ${w.topic()} was on the table (${w.organization()} had asked for it), but nothing was signed.`,
  (w) => `From ${w.place()} to ${w.place()} the journey takes ${w.number()} hours — longer when it snows.`,
  (w) => `Trains between ${w.place()} and ${w.place()} were late; buses were not.`,
  (w) =>
    `Shares in ${w.organization()} rose ${w.number() / 10}% after talks with ${w.organization()} about ${w.topic()}.`,
  (w) => `‘I read ${possessive(w.person())} diaries twice,’ said ${w.person()}.`,
  () => 'The weather was mild, and the cafés stayed open late.',
  () => 'No decision was taken, and the papers will be published within a month.',
  (w) => `Asked about ${w.topic()}, ${surname(w.person())} smiled and pointed at the map of ${w.place()}.`,
  (w) => `${capitalised(w.organization())}-funded work on ${w.topic()} began in ${w.number() + 1900}.`,
];

const headlines: readonly Template[] = [
  (w) => `${w.person()} visits ${w.place()}`.toUpperCase(),
  (w) => `${w.organization()} looks at ${w.topic()} in ${w.place()}`.toUpperCase(),
  (w) => `${capitalised(w.place())}: ${w.organization()} Opens New Office, ${surname(w.person())} Attends`,
  (w) => `${w.person()}’s ${w.day()} in ${w.place()}`,
];

/**
 * Generates posts. The same options give the same posts, and a longer list begins with the posts of a shorter
 * one.
 * @param options.seed any whole number
 * @param options.count their number, 0 or more
 * @param options.publications the number of publications, 1 or more; 6 by default
 */
export function generatePosts(options: {
  readonly seed: number;
  readonly count: number;
  readonly publications?: number;
}): SubmittedPost[] {
  const random = seededRandom(options.seed);
  const publications = options.publications ?? 6;
  return Array.from({ length: options.count }, (_, index) =>
    generatePost(random, index, options.seed, publications),
  );
}

function generatePost(
  random: SeededRandom,
  index: number,
  seed: number,
  publications: number,
): SubmittedPost {
  const content = article(random, index);
  const post = { content, publication: publicationName(random.whole(0, publications - 1)) };
  const minute = String(index % 60).padStart(2, '0');
  const hour = String(random.whole(0, 23)).padStart(2, '0');
  const dated = random.chance(0.8) ? { ...post, publishedAt: `2026-03-14T${hour}:${minute}:00Z` } : post;
  return random.chance(0.25) ? dated : { ...dated, id: `generated-${seed}-${index}` };
}

/** The name of a publication by its number. After the end of the list, names get an edition. */
function publicationName(number: number): string {
  const name = publicationNames[number % publicationNames.length] ?? '';
  const edition = Math.floor(number / publicationNames.length);
  return edition === 0 ? name : `${name}, edition ${edition + 1}`;
}

const MIN_LENGTH = 500;
const MAX_LENGTH = 5_000;

function article(random: SeededRandom, index: number): string {
  const words = wordsFrom(random);
  // Squared, so that short articles are more frequent than long ones, as on a newswire. The two characters of
  // a paragraph's end are trimmed at last.
  const aim = MIN_LENGTH + 2 + Math.floor((MAX_LENGTH - MIN_LENGTH - 400) * random.fraction() ** 2);
  const headline = random.chance(0.7) ? `${random.pick(headlines)(words)}\n\n` : '';
  // The number makes every article unique, so that no two derive the same id.
  let text = `${headline}${capitalised(words.place())}, ${words.day()} (No. ${index + 1}) — `;
  let sentences = random.whole(2, 5);
  while (text.length < aim) {
    text += random.pick(templates)(words);
    sentences -= 1;
    text += sentences > 0 ? ' ' : '\n\n';
    if (sentences === 0) sentences = random.whole(2, 5);
  }
  return text.trimEnd();
}

function wordsFrom(random: SeededRandom): Words {
  // Changes the form of some names: broken over two lines, or all in capitals.
  const surface = (name: string): string => {
    if (random.chance(0.03)) return name.replace(' ', '\n');
    return random.chance(0.02) ? name.toUpperCase() : name;
  };
  return {
    person: () => surface(random.pick(people)),
    title: () => random.pick(honorifics),
    place: () => surface(random.pick(places)),
    organization: () => surface(random.pick(organizations)),
    topic: () => random.pick(topics),
    day: () => random.pick(weekdays),
    number: () => random.whole(2, 99),
  };
}

function surname(person: string): string {
  return person.split(/\s/).at(-1) ?? person;
}

function possessive(name: string): string {
  const apostrophe = name.length % 2 === 0 ? '’' : "'";
  return name.endsWith('s') ? `${name}${apostrophe}` : `${name}${apostrophe}s`;
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
