/** Scenarios with valid but unusual posts. */
import type { IdentifiedPost } from '../../../functions/common/domain/post.ts';
import { type ScenarioOutcome, type ScenarioSetting, withProblems } from '../scenario.ts';
import { openWorld } from '../world.ts';

const firstNames =
  'John Mary Robert Linda James Susan David Karen Daniel Nancy Paul Laura Mark Emma Peter Anna'.split(' ');

/** Distinct names of people. */
function people(count: number): string {
  return Array.from({ length: count }, (_, index) => {
    const letters = [...String(index)].map((digit) => 'bdfglmnprt'[Number(digit)]);
    const surname = letters.map((letter, place) => `${letter}${'aeiou'[place % 5]}`).join('');
    const name = `${firstNames[index % firstNames.length]} ${surname.charAt(0).toUpperCase()}${surname.slice(1)}son`;
    return `${name} spoke in Paris.`;
  }).join(' ');
}

function oddPosts(setting: ScenarioSetting): IdentifiedPost[] {
  const text = (words: string): string => `Angela Merkel met Barack Obama in Berlin. ${words}`;
  const ids = ['.', '..', '__x__', '__', '...', '-', ':', '0', 'a'.repeat(128), '__proto__', 'constructor'];
  const publications = [
    '/',
    '.',
    '..',
    '__x__',
    '__proto__',
    '%',
    '~',
    'ß',
    'İstanbul Post',
    '📰',
    'a/b/c',
    'x'.repeat(200),
  ];
  return [
    ...ids.map((id) => ({ id, publication: 'Odd Ids', content: text(`Number ${id}.`) })),
    ...publications.map((publication, index) => ({
      id: `publication-${index}`,
      publication,
      content: text(''),
    })),
    { id: 'many-entities', publication: 'Long Reads', content: people(setting.isLong ? 4_000 : 1_200) },
    {
      id: 'long',
      publication: 'Long Reads',
      content: text('Nothing happened. ').repeat(setting.isLong ? 12_000 : 600),
    },
    { id: 'no-names', publication: 'Quiet Times', content: 'nothing happened.' },
    { id: 'surrogates', publication: 'Broken \ud83d Times', content: text('Half a pair: \udcf0.') },
  ];
}

/**
 * Ids and names that need escaping as document ids, very long posts, and posts with very many entities or
 * none.
 */
export async function odd(setting: ScenarioSetting): Promise<ScenarioOutcome> {
  const odd = oddPosts(setting);
  const posts = setting.random.shuffle([...odd, ...setting.posts]);
  await using world = await openWorld({ ...setting, posts });
  await Promise.all([world.start('submit'), world.start('extract'), world.start('save')]);
  await world.submit(posts);
  await world.submit(odd);
  await world.settled();
  const outcome = await world.conclude();
  const condemned = world.deadLetters.letters.map(({ postId, reason }) => `${postId}: ${reason}`);
  return withProblems(outcome, condemned);
}
