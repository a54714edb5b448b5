/// <reference lib="dom" />
/** A field that searches the list below it: the address follows, without an entry in the history a letter. */
import type { TemplateResult } from 'lit-html';
import { withParameters } from '../addresses.ts';
import { replaceAddress } from '../navigation.ts';
import { searchBox } from './search-box.ts';

/** The field; the view around it reads `q` from the address. */
export function searchField({
  url,
  label,
  value,
}: {
  readonly url: URL;
  readonly label: string;
  readonly value: string;
}): TemplateResult {
  const search = (text: string): void => replaceAddress(withParameters(url, { q: text, cursor: '' }));
  return searchBox({ id: 'q', classes: 'find', label, placeholder: label, value, search });
}
