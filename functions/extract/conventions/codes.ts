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
  const before = text.slice(Math.max(0, start - REACH), start);
  if (PARTY.test(before) || AFTER_EXCHANGE.test(before)) return true;
  const unit = text.charCodeAt(start);
  const isCapitalOrDigit = (unit >= 0x41 && unit <= 0x5a) || (unit >= 0x30 && unit <= 0x39);
  if (!isCapitalOrDigit) return false;
  return isParty(text, start, end) || isShare(text, start, end);
}

/** The letter of the party itself, or letter and state together. */
function isParty(text: string, start: number, end: number): boolean {
  if (!/[\s(,[]/.test(text.charAt(start - 1))) return false;
  const tag = /^(?:R|D|I)[-–]\p{Lu}[\p{L}. ]{0,14}?(?=[),\]])/u.exec(text.slice(start, start + REACH));
  return tag !== null && start + tag[0].length >= end;
}

function isShare(text: string, start: number, end: number): boolean {
  let from = start;
  while (from > start - REACH && /[A-Z0-9.]/.test(text.charAt(from - 1))) from--;
  let to = end;
  while (to < end + REACH && /[A-Z0-9.]/.test(text.charAt(to))) to++;
  const word = text.slice(from, to);
  // Codes stand in brackets; an abbreviation without its last stop may, too.
  if (!SHARE.test(word) || canonicalName(word) !== undefined) return false;
  return OPENING.test(text.charAt(from - 1)) && /[)>\]]/.test(text.charAt(to));
}
