import { expect, test } from 'vitest';
import { type EntityType, entityTypes, type Mention } from '../../functions/common/domain/post.ts';
import { asPeopleMean } from '../../functions/extract/conventions/conventions.ts';

/** A name with its type, such as `[person|David Kato]`. */
const MARK = new RegExp(String.raw`\[(${entityTypes.join('|')})\|([^\]]+)\]`, 'g');

/** Corrects marked names, such as `[person|David Kato]`, and returns them in the same form. */
function corrected(marked: string): string[] {
  let text = '';
  const mentions: Mention[] = [];
  let at = 0;
  for (const match of marked.matchAll(MARK)) {
    text += marked.slice(at, match.index);
    const [whole, type, name = ''] = match;
    const start = text.length;
    mentions.push({ type: type as EntityType, text: name, start, end: start + name.length, score: 1 });
    text += name;
    at = match.index + whole.length;
  }
  text += marked.slice(at);
  return asPeopleMean(text, mentions).map(({ type, text: name, start, end }) => {
    expect(text.slice(start, end)).toBe(name);
    return `${type} ${name}`;
  });
}

test.each([
  [
    'party tags',
    '[person|Susan Collins] (R-[place|Maine]), [person|Ed Markey], D-[place|Mass.], and (I-[place|Vt.])',
    ['person Susan Collins', 'person Ed Markey'],
  ],
  ['party tags that are one mention', '[person|Ed Markey] ([organization|D-Mass])', ['person Ed Markey']],
  [
    'exchange codes',
    '[organization|Alphabet] ([organization|GOOGL.O]) and [organization|IBM] (NYSE: [organization|IBM])',
    ['organization Alphabet', 'organization IBM'],
  ],
  ['countries without their last full stop', 'the ([place|U.S]) and', ['place U.S']],
  ['dashes', '[person|Angela Merkel--Theresa May]', ['person Angela Merkel', 'person Theresa May']],
  [
    'dots and signs',
    '[person|Angela Merkel... Theresa May] and [person|Ann Bell + Bob Hill]',
    ['person Angela Merkel', 'person Theresa May', 'person Ann Bell', 'person Bob Hill'],
  ],
  ['owners', "[organization|George Lucas's Lucasfilm]", ['person George Lucas', 'organization Lucasfilm']],
  [
    'possessives within a name',
    "[organization|Christian People's Party], [organization|George Wade's Regiment], [organization|King's College]",
    [
      "organization Christian People's Party",
      "organization George Wade's Regiment",
      "organization King's College",
    ],
  ],
  [
    'sentences that end in an abbreviation',
    'He left the [person|U.S. Obama] stayed. The [organization|U.S. Senate] voted.',
    ['place U.S.', 'person Obama', 'organization U.S. Senate'],
  ],
  [
    'companies in possessive',
    "[organization|McDonald]'s, [organization|Macy]’s Inc. and [organization|Standard & Poor]'s",
    ["organization McDonald's", 'organization Macy’s Inc.', "organization Standard & Poor's"],
  ],
  [
    'the place of a dateline',
    '[organization|JERUSALEM] (AP) — One\n[organization|HEERENVEEN], [person|Netherlands] (AP) -- Two\n[organization|CAMBRIDGE], [organization|Mass.] — Three',
    ['place JERUSALEM', 'place HEERENVEEN', 'place Netherlands', 'place CAMBRIDGE', 'place Mass.'],
  ],
  [
    'what opens a line and is no place of a dateline',
    '[organization|UNITED NATIONS] (AP) — One\n[organization|NASA] said (AP) — two\n[person|Kato] (left) — three\nIn [organization|NASA] (AP) — four',
    ['organization UNITED NATIONS', 'organization NASA', 'person Kato', 'organization NASA'],
  ],
  [
    'a dash between words',
    '[organization|DETROIT — Ford] and [organization|People – Animals – Nature]',
    ['organization DETROIT', 'organization Ford', 'organization People – Animals – Nature'],
  ],
  [
    'the pronoun I, which only looks like a number',
    'In [place|Pyongyang I] saw it. [person|Elizabeth I] reigned. It left [place|Zone I].',
    ['place Pyongyang', 'person Elizabeth I', 'place Zone I'],
  ],
  [
    'bynames',
    '[person|Lucas Cranach] the Elder, [person|Peter] the Great, [person|Churchill] the Great War leader',
    ['person Lucas Cranach the Elder', 'person Peter the Great', 'person Churchill'],
  ],
  [
    'other possessives',
    "[organization|Apple]'s and [person|McDonald]'s",
    ['organization Apple', 'person McDonald'],
  ],
  [
    'legal forms of companies',
    '[organization|Yahoo]! Inc. and [organization|JPMorgan Chase] & Co. and [organization|Sony], Ltd and [organization|Sony]! Inc',
    [
      'organization Yahoo! Inc.',
      'organization JPMorgan Chase & Co.',
      'organization Sony, Ltd',
      'organization Sony! Inc',
    ],
  ],
  [
    'legal forms in capitals with their full stop',
    'BY [organization|WORLDSOURCES, INC]. AND [organization|Philip Morris Cos]., of [organization|NORDCO].',
    ['organization WORLDSOURCES, INC.', 'organization Philip Morris Cos.', 'organization NORDCO'],
  ],
  [
    'companies named by their address',
    '[organization|Fortune].com, [person|Hotels].com. See news@[organization|Fortune].com or [organization|Amazon].com.br',
    ['organization Fortune.com', 'organization Hotels.com', 'organization Fortune', 'organization Amazon'],
  ],
  [
    'legal forms alone',
    '[organization|Inc.] and the [organization|Group] and [organization|Co], but [organization|INC]',
    ['organization INC'],
  ],
  [
    'words that only begin like one',
    '[organization|Sony] Co-operated with [organization|Apple]!',
    ['organization Sony', 'organization Apple'],
  ],
  [
    'articles',
    'The [place|Hague], The [person|Weeknd], The [place|Gambia], the [place|Gambia], The [place|Netherlands]',
    ['place The Hague', 'person The Weeknd', 'place The Gambia', 'place Gambia', 'place Netherlands'],
  ],
  [
    'newspapers with their article within a sentence',
    'He told The [organization|Daily Star], and The [organization|Asahi Shimbun]’s readers, of the [organization|Korea Herald]. The [organization|Daily Star] wrote on The [organization|Treasury].',
    [
      'organization The Daily Star',
      'organization The Asahi Shimbun',
      'organization Korea Herald',
      'organization Daily Star',
      'organization Treasury',
    ],
  ],
  [
    'ministries and councils of a country',
    'the Algerian [organization|Foreign Ministry], British [organization|Ministry of Defence] maps, the Moroccan [organization|FA]',
    [
      'organization Algerian Foreign Ministry',
      'organization British Ministry of Defence',
      'organization Moroccan FA',
    ],
  ],
  [
    'bodies without a country, and names of a country that are no such body',
    'the Turkish-Iranian [organization|High-Level Council], Argentine [organization|Twitter], Former [organization|Senate], [place|Swiss] [organization|Bank]',
    [
      'organization High-Level Council',
      'organization Twitter',
      'organization Senate',
      'place Swiss',
      'organization Bank',
    ],
  ],
  [
    'the district of Washington',
    'in [place|Washington], [place|D.C.], [place|Washington], [place|DC]-based and [place|Washington] Dulles, [person|Washington], DC',
    ['place Washington, D.C.', 'place Washington, DC', 'place Washington', 'person Washington'],
  ],
  [
    'surnames that are months',
    '[person|Theresa] May and [person|Theresa] May 2017, since [place|Rome] May',
    ['person Theresa May', 'person Theresa', 'place Rome'],
  ],
  [
    'families before a given name of two halves',
    'Son [person|Heung-min], Ban [person|Ki-moon], [person|Moon Jae]-in and Mary [person|Jean-luc]',
    ['person Son Heung-min', 'person Ban Ki-moon', 'person Moon Jae-in', 'person Jean-luc'],
  ],
  [
    'compounds',
    '[person|Kim Jong]-led talks, [person|Donald Trump]-backed',
    ['person Kim Jong', 'person Donald Trump'],
  ],
])('%s', (_, marked, names) => {
  expect(corrected(marked)).toEqual(names);
});
