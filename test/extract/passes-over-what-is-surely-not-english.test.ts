import { describe, expect, test } from 'vitest';
import { finderNamed } from '../../functions/extract/extract.ts';
import { otherLanguage } from '../../functions/extract/language/language.ts';
import { readNamesInLanguages } from '../../functions/extract/read-names.ts';

const GERMAN =
  'Bundeskanzler Friedrich Merz ist am Montag in Washington mit dem amerikanischen Präsidenten Donald Trump zusammengetroffen. Im ' +
  'Mittelpunkt der Gespräche standen die Zölle auf europäische Waren und die Unterstützung der Ukraine. Merz sagte, Deutschland werde ' +
  'seine Ausgaben für die Verteidigung deutlich erhöhen.';
const POLISH =
  'Premier Donald Tusk spotkał się we wtorek w Warszawie z prezydentem Ukrainy Wołodymyrem Zełenskim. Rozmowy dotyczyły dalszej pomocy ' +
  'wojskowej oraz odbudowy kraju po wojnie. Tusk zapowiedział, że Polska będzie wspierać Kijów tak długo, jak będzie to konieczne, i ' +
  'wezwał państwa Unii Europejskiej do solidarności.';
const SPANISH =
  'El presidente del Gobierno, Pedro Sánchez, se reunió este martes en Madrid con el secretario de Estado de Estados Unidos para tratar ' +
  'la situación en Oriente Medio. Ambos coincidieron en la necesidad de un alto el fuego inmediato y de que la ayuda humanitaria llegue ' +
  'cuanto antes a la población civil.';
const CHINESE =
  '中国国家主席习近平星期二在北京会见了法国总统马克龙。双方就乌克兰局势、贸易和气候变化等问题交换了意见。习近平说，中国愿意同法国一道推动世界和平与发展。马克龙表示，法国重视同中国的关系。';
// Dutch shares short words with English: in, is, was, of, by, at, for, a.
const DUTCH =
  'De Nederlandse premier is in Den Haag aangekomen voor overleg met de ministers over de begroting van het komende jaar. Volgens de krant ' +
  'was het de eerste keer dat de coalitie in deze samenstelling bijeen was, en het is nog niet duidelijk of de partijen het eens worden.';
const DANISH =
  'Den danske statsminister har i dag mødt den tyske forbundskansler i Berlin for at tale om situationen i Ukraine. Det er første gang at ' +
  'de to ledere mødes efter valget, og der var enighed om at støtte landet, siger hun til avisen. By og land skal have mere hjælp.';
const AFRIKAANS =
  'Die president het in Pretoria gesê dat die regering by sy besluit sal bly en dat daar as gevolg van die nuwe wet geen veranderinge is ' +
  'nie. Hy was in die parlement toe die mense van die opposisie hom oor die saak vra, en hy het gesê of daar is bewyse of daar is niks.';
const ENGLISH_OF_NAMES =
  'Results: Bayern München 2, Borussia Dortmund 1; Real Sociedad 0, Atlético Madrid 0; Paris Saint-Germain 3, Olympique de Marseille 1; ' +
  'Ferencváros 2, Slavia Praha 2; Fenerbahçe 1, Beşiktaş 0; Universidad Católica 4, Deportes Concepción 1; the Dynamo Kyiv game was off.';

describe('a long text in another language', () => {
  test.each([
    ['de', GERMAN],
    ['pl', POLISH],
    ['es', SPANISH],
    ['nl', DUTCH],
    ['da', DANISH],
    // The language detector does not know Afrikaans.
    ['nl', AFRIKAANS],
    ['zh', CHINESE],
  ])('is detected: %s', async (language, text) => {
    expect(await otherLanguage(text, ['en'])).toBe(language);
  });

  test('gives a result without names that reports the language', async () => {
    const options = { languages: ['en'], minScore: 0 };
    expect(await readNamesInLanguages(finderNamed('tagger'), GERMAN, options)).toEqual({
      otherLanguage: 'de',
      mentions: [],
      entities: [],
    });
  });

  test('is tagged where the settings ask for its language or for all', async () => {
    expect(await otherLanguage(GERMAN, ['en', 'de'])).toBeUndefined();
    expect(await otherLanguage(GERMAN, 'all')).toBeUndefined();
  });
});

test.each([
  'Macron meets Scholz in Berlin',
  'Lula da Silva, Boric, Petro y Milei: cumbre en Brasilia',
  'Xi Jinping',
  ENGLISH_OF_NAMES,
])('a text that is short or uncertain is tagged: %s', async (text) => {
  expect(await otherLanguage(text, ['en'])).toBeUndefined();
});

const firstNames =
  'John Mary Robert Linda James Susan David Karen Daniel Nancy Paul Laura Mark Emma Peter Anna'.split(' ');

test('a long list of names is tagged: the words between the names are English', async () => {
  const surname = (n: number): string => {
    const letters = [...String(n)].map(
      (digit, place) => 'bdfglmnprt'.charAt(Number(digit)) + 'aeiou'.charAt(place),
    );
    return letters.join('').replace(/^./, (first) => first.toUpperCase());
  };
  const text = Array.from(
    { length: 60 },
    (_, n) => `${firstNames[n % firstNames.length]} ${surname(n)}son spoke in Paris.`,
  ).join(' ');
  expect(await otherLanguage(text, ['en'])).toBeUndefined();
});

test('the language that a post declares is trusted', async () => {
  const read = (content: string, language: string) =>
    readNamesInLanguages(finderNamed('tagger'), content, { languages: ['en'], minScore: 0, language });
  expect(await read('Barack Obama est à Paris.', 'fr-CA')).toMatchObject({
    otherLanguage: 'fr-CA',
    entities: [],
  });
  expect((await read(GERMAN, 'en-GB')).entities).not.toEqual([]);
});
