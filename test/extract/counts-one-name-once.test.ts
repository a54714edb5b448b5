import { describe, expect, test } from 'vitest';
import { entityTypes, type Mention } from '../../functions/common/domain/post.ts';
import { countEntities } from '../../functions/extract/entities.ts';
import { abbreviates } from '../../functions/extract/names.ts';

/** A name with its type, such as `[person|David Kato]`. */
const MARK = new RegExp(String.raw`\[(${entityTypes.join('|')})\|([^\]]+)\]`, 'g');

/** The names counted in a text with marked names, such as `[person|David Kato] spoke`. */
function counted(marked: string): string[] {
  let text = '';
  const mentions: Mention[] = [];
  let at = 0;
  for (const match of marked.matchAll(MARK)) {
    text += marked.slice(at, match.index);
    const name = match[2] ?? '';
    mentions.push({
      type: match[1] as Mention['type'],
      text: name,
      start: text.length,
      end: text.length + name.length,
      score: 1,
    });
    text += name;
    at = match.index + match[0].length;
  }
  text += marked.slice(at);
  return countEntities(text, mentions).map(({ type, text: name, count }) => `${type} ${name} ${count}`);
}

describe('the counts of one article', () => {
  test('merge a surname into the full name', () => {
    expect(counted('[person|David Kato] was killed. Mr [person|Kato] led. [person|Mr Kato] wept.')).toEqual([
      'person David Kato 3',
    ]);
  });

  test('merge a surname into a full name that comes later', () => {
    expect(counted('[person|KATO] IS DEAD\n\n[person|David Kato] was killed.')).toEqual([
      'person David Kato 2',
    ]);
  });

  test('keep Mr and Mrs apart', () => {
    expect(counted('Mr [person|David Kato] spoke. Mrs [person|Kato] wept. Mr [person|Kato] left.')).toEqual([
      'person David Kato 2',
      'person Kato 1',
    ]);
  });

  test('merge a shared surname into the person named last', () => {
    const people = '[person|Barack Obama] came. [person|Michelle Obama] left. [person|Obama] smiled.';
    expect(counted(people)).toEqual(['person Barack Obama 1', 'person Michelle Obama 2']);
  });

  test('merge names that begin with the family name', () => {
    expect(counted('[person|Yoon Suk-yeol] spoke. [person|Yoon] smiled.')).toEqual([
      'person Yoon Suk-yeol 2',
    ]);
  });

  test('merge initials with and without full stops and spaces', () => {
    expect(counted('[person|J.K. Rowling], [person|J. K. Rowling], [person|JK Rowling]')).toEqual([
      'person J.K. Rowling 3',
    ]);
  });

  test('merge an acronym into the name that it abbreviates', () => {
    const text =
      '[organization|SMUG] spoke. [organization|Sexual Minorities Uganda] (SMUG) wept; [organization|SMUG’s] too.';
    expect(counted(text)).toEqual(['organization Sexual Minorities Uganda 3']);
    expect(
      counted('The [organization|Iraqi Ministry of Finance] (MoF) met. The [organization|MoF] paid.'),
    ).toEqual(['organization Iraqi Ministry of Finance 2']);
    expect(counted('The [organization|AU] ([organization|African Union]) met.')).toEqual([
      'organization African Union 2',
    ]);
  });

  test('ignore possessives, articles, line ends, curly quotes and hyphens', () => {
    expect(counted('[place|Uganda’s], [place|Uganda]')).toEqual(['place Uganda 2']);
    expect(counted('[organization|the United\nNations], [organization|United Nations]')).toEqual([
      'organization United Nations 2',
    ]);
    expect(counted("[person|Sean O’Brien], [person|Sean O'Brien]")).toEqual(["person Sean O'Brien 2"]);
    expect(counted('[place|Guinea‑Bissau], [place|Guinea-Bissau]')).toEqual(['place Guinea-Bissau 2']);
    expect(counted('[place|The Hague]')).toEqual(['place The Hague 1']);
  });

  test('merge a company with and without its legal form', () => {
    expect(counted('[organization|Twitter Inc.] and [organization|Twitter]')).toEqual([
      'organization Twitter 2',
    ]);
    expect(counted('[organization|Fortune.com] and [organization|Fortune]')).toEqual([
      'organization Fortune 2',
    ]);
    expect(counted('[organization|Apple Inc]')).toEqual(['organization Apple Inc 1']);
  });

  test('merge a headline in capitals with the name in the text', () => {
    expect(counted('[place|KAMPALA] MOURNS\n\n[place|Kampala] mourned.')).toEqual(['place Kampala 2']);
  });

  test('take time in proportion to the number of mentions', () => {
    const marked = '[person|Al Kato] and [person|Kato]. '.repeat(5_000);
    expect(counted(marked)).toEqual(['person Al Kato 10000']);
  });
});

test('an acronym is the initials of a name', () => {
  expect(abbreviates('SMUG', 'Sexual Minorities Uganda')).toBe(true);
  expect(abbreviates('BoG', 'Bank of Ghana')).toBe(true);
  expect(abbreviates('UNHCR', 'United Nations High Commissioner for Refugees')).toBe(true);
  expect(abbreviates('WHO', 'World Health Organization')).toBe(true);
  expect(abbreviates('WHO', 'World Bank')).toBe(false);
  expect(abbreviates('UN', 'United Nations Children’s Fund')).toBe(false);
});
