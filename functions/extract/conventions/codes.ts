/** Tags that only look like names: a politician's party and state, a share's code. */
import { canonicalName } from '../../common/domain/canonical-names.ts';
import type { Mention } from '../../common/domain/post.ts';

/** Longest tag: "(R-Massachusetts)", "(NASDAQ: GOOGL)". */
const REACH = 24;
/**
 * Before a state in a tag: "(R-Maine)", ", D-Mass.,". Parties of America, Britain and Canada that tags are
 * written with.
 */
const PARTY = /(?:^|[\s(,[])(?:R|D|I|DFL|Ind|Lib|Con|Lab|LD|SNP|NDP|GOP)\s?[-–]\s?$/u;
/** A code before its exchange ("GOOGL.O", "0700.HK") or after it ("NYSE: IBM"). */
const SHARE = /^[A-Z0-9]{1,6}\.[A-Z]{1,3}$/u;
const AFTER_EXCHANGE =
  /\b(?:NYSE|NASDAQ|Nasdaq|LSE|TSX|ASX|HKEX|AMEX|OTC|NSE|BSE|AIM|TSE|SGX|JSE)(?: ?:| ?\/) ?$/u;
/** Characters that codes stand between. */
const OPENING = /[(<[]/;

/** Whether a mention is a tag or part of one. */
export function isTag(text: string, { start, end }: Mention): boolean {
  if (isAfterMark(text, start)) {
    const before = text.slice(Math.max(0, start - REACH), start);
    if (PARTY.test(before) || AFTER_EXCHANGE.test(before)) return true;
  }
  const unit = text.charCodeAt(start);
  const isCapitalOrDigit = (unit >= 0x41 && unit <= 0x5a) || (unit >= 0x30 && unit <= 0x39);
  if (!isCapitalOrDigit) return false;
  return isParty(text, start, end) || isShare(text, start, end);
}

/**
 * Whether a dash, colon or slash is before a place, perhaps with a blank between: a cheap check that few
 * mentions pass.
 */
function isAfterMark(text: string, at: number): boolean {
  const last = text.charAt(at - 1);
  return '-–:/'.includes(/\s/.test(last) ? text.charAt(at - 2) || ' ' : last || ' ');
}

/** The letter of the party itself, or letter and state together. */
function isParty(text: string, start: number, end: number): boolean {
  const second = text.charCodeAt(start + 1);
  if (second !== 0x2d && second !== 0x2013) return false;
  if (!/[\s(,[]/.test(text.charAt(start - 1))) return false;
  const tag = /^(?:R|D|I)[-–]\p{Lu}[\p{L}. ]{0,14}?(?=[),\]])/u.exec(text.slice(start, start + REACH));
  return tag !== null && start + tag[0].length >= end;
}

function isShare(text: string, start: number, end: number): boolean {
  let from = start;
  while (from > start - REACH && /[A-Z0-9.]/.test(text.charAt(from - 1))) from--;
  // Codes stand in brackets.
  if (!OPENING.test(text.charAt(from - 1))) return false;
  let to = end;
  while (to < end + REACH && /[A-Z0-9.]/.test(text.charAt(to))) to++;
  const word = text.slice(from, to);
  // An abbreviation without its last stop may stand in brackets, too.
  return SHARE.test(word) && canonicalName(word) === undefined && /[)>\]]/.test(text.charAt(to));
}
