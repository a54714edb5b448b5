/** Companies' names are whole with what says which kind of company it is; alone that is no name. */
import { endsInCompanysPossessive } from '../../common/domain/canonical-names.ts';
import type { Mention } from '../../common/domain/post.ts';
import { replaced } from './mention.ts';

const setOf = (words: string): ReadonlySet<string> => new Set(words.split(' '));

/** In capitals only those that are no other body's abbreviation: INC is a party in India. */
const WORDS = setOf(
  'Inc Corp Co Ltd Plc Group Holdings Company Corporation Limited GmbH inc corp co ltd plc PLC LLC LLP PTY LTD',
);

/** Whether a text is nothing but the kind of a company: "Inc.", "Co", "the Group". */
export function isCompanyWord(text: string): boolean {
  return text.length <= MAX_WORD && WORDS.has(text.replace(/^[Tt]he /, '').replace(/\.$/, ''));
}

const MAX_WORD = 'the Corporation.'.length;

/** Goes on after the name: the possessive that is a part of it, "& Co.", "! Inc.". */
const POSSESSIVE = /^['’]s(?![\p{L}\p{N}])/u;
const KIND =
  /^(?:,? & (?:Co|Sons|Bros)\b\.?)?(?:!?,? (?:Inc|Corp|Co|Ltd|LLC|LLP|PLC|plc|Plc|Corporation|Limited|GmbH|AG|Pty|Bhd)(?![\p{L}\p{N}'’-])\.?){0,3}/u;
const MAX_KIND = 40;
/** Abbreviations that the words of a text leave without their full stop. */
const SHORT_KIND = /[ ,](?:INC|CORP|CO|LTD|Cos)$/;
/** Companies named by their address: "Amazon.com", but not "amazon.com.br" or "amazon.com/books". */
const DOMAIN = '.com';
const IS_DOMAIN = /^\.com(?![\p{L}\p{N}_/@-]|\.\p{L})/u;
/** Before the name, it is a part of a longer address, as that of a mail. */
const IN_ADDRESS = /[\w.@/-]/;

/** The mention with the ending that belongs to a company's name. */
export function withCompanyEnding(text: string, mention: Mention): Mention {
  const { start, end } = mention;
  if (text.charCodeAt(end) === 0x2e && isNamedByAddress(text, mention)) {
    return { ...replaced(text, mention, start, end + DOMAIN.length), type: 'organization' };
  }
  if (mention.type !== 'organization') return mention;
  const possessive = POSSESSIVE.exec(text.slice(end, end + 3));
  if (possessive !== null && endsInCompanysPossessive(`${mention.text}'s`)) {
    return withKind(text, replaced(text, mention, start, end + possessive[0].length));
  }
  return withKind(text, mention);
}

function isNamedByAddress(text: string, { start, end }: Mention): boolean {
  return IS_DOMAIN.test(text.slice(end, end + DOMAIN.length + 2)) && !IN_ADDRESS.test(text.charAt(start - 1));
}

function withKind(text: string, mention: Mention): Mention {
  const { start, end } = mention;
  const next = text.charCodeAt(end);
  if (next === 0x2e && SHORT_KIND.test(mention.text)) return replaced(text, mention, start, end + 1);
  if (next !== 0x20 && next !== 0x21 && next !== 0x2c) return mention;
  const [kind = ''] = KIND.exec(text.slice(end, end + MAX_KIND)) ?? [];
  const length = kind.trimEnd().length;
  // Marks alone end the sentence.
  if (!/\p{L}/u.test(kind)) return mention;
  return replaced(text, mention, start, end + length);
}
