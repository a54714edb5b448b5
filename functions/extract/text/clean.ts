/**
 * Makes the text that is searched for names from the content that was sent, and maps each part of the text to
 * its part of the content. The order: mojibake first, because it hides the marks that the other steps look
 * for; then markup, again where it was escaped; then characters. Each step takes time linear in the text.
 * Pure.
 */
import { settleAddresses } from './addresses.ts';
import { settleCharacters } from './characters.ts';
import { applyEdits, changedAgain, type Edit, type EditedText, unchanged } from './edits.ts';
import { withoutMarkup } from './markup.ts';
import { withoutMojibake } from './mojibake.ts';

/** References and tags that were escaped once or twice more: "&amp;rsquo;", "&lt;p&gt;". */
const MAX_ESCAPES = 3;
const MARKUP = /<[a-z!/?]|&#?\w{2,31};|& amp ?;/i;
const MAX_MOJIBAKE = 2;

/** Cleans a text. */
export function cleanText(content: string): EditedText {
  let text = unchanged(content);
  for (let round = 0; round < MAX_MOJIBAKE; round++) {
    const before = text;
    text = changedAgain(text, withoutMojibake);
    if (text === before) break;
  }
  for (let round = 0; round < MAX_ESCAPES && MARKUP.test(text.text); round++) {
    const before = text;
    text = changedAgain(text, withoutMarkup);
    if (text === before) break;
  }
  return changedAgain(text, settle);
}

function settle(text: string): EditedText {
  const edits: Edit[] = [];
  settleAddresses(text, edits);
  settleCharacters(text, edits);
  return applyEdits(text, edits);
}
