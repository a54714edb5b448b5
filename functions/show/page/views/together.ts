/// <reference lib="dom" />
/** The other names in the newest articles that name a name. */
import { html, nothing, type TemplateResult } from 'lit-html';
import { counted } from '../../../common/domain/quantities.ts';
import type { NamedTogether } from '../../responses.ts';
import { compareHref, nameHref } from '../addresses.ts';
import { typeClass, typeLabel, typeMark } from '../parts.ts';

/** @param found undefined until it has arrived */
export function namedTogether(url: URL, name: string, found: NamedTogether | undefined): TemplateResult {
  return html`<section class="panel together" aria-labelledby="together">
    <h2 id="together">Named together with</h2>
    ${found === undefined ? nothing : list(url, name, found)}
  </section>`;
}

function list(url: URL, name: string, { names, looked }: NamedTogether): TemplateResult {
  if (names.length === 0) return html`<p class="small">No listed article of these days has another name.</p>`;
  const [other] = names;
  return html`
    <p class="small">In the newest ${counted(looked, 'article')} of these days that name it.</p>
    <ol class="leaders">
      ${names.map(
        ({ type, key, text, articles }) => html`<li>
          <span class="who">
            ${typeMark(type)}
            <a class="name ${typeClass(type)}" href=${nameHref(type, key, url)}>${text}</a>
            <span class="hidden">, ${typeLabel(type).toLowerCase()},</span>
          </span>
          <span class="seen">${counted(articles, 'article')}</span>
        </li>`,
      )}
    </ol>
    ${other === undefined ? nothing : html`<p class="more"><a href=${compareHref({ names: [name, other.text] }, url)}>Compare with ${other.text}</a></p>`}
  `;
}
