/// <reference lib="dom" />
/** One entity: which publications name it and how often, as a bar chart. */
import { html, nothing, type TemplateResult } from 'lit-html';
import { repeat } from 'lit-html/directives/repeat.js';
import { counted, grouped } from '../../../common/domain/quantities.ts';
import type { EntityInPublications } from '../../responses.ts';
import { publicationHref } from '../addresses.ts';
import { bar, pager, pinned, typeClass, typeLabel, typeMark } from '../parts.ts';

/** An entity's view. */
export function entityView(
  url: URL,
  entity: EntityInPublications,
  before: EntityInPublications | undefined,
): TemplateResult {
  const countsBefore = new Map(before?.publications.map(({ id, count }) => [id, count]));
  const hasMoved = before !== undefined && before.count !== entity.count;
  return html`
    <header class="lead">
      <p class="crumb"><a href="/">All publications</a></p>
      <h1 tabindex="-1" class="name ${typeClass(entity.type)}">${entity.text}</h1>
      <p class="meta">
        <span class="kind">${typeMark(entity.type)} ${typeLabel(entity.type)}</span>
        <span class=${hasMoved ? 'count moved' : 'count'}>${counted(entity.count, 'mention')}</span>
        <span>in ${counted(entity.publicationCount, 'publication')}</span>
      </p>
    </header>
    ${pinned(url, entity.readAt)}
    <section class="panel" aria-labelledby="by-publication">
      <h2 id="by-publication">Mentions by publication</h2>
      <ol class="bars" start=${entity.offset + 1}>
        ${repeat(
          entity.publications,
          ({ id }) => id,
          ({ id, name, count }) => {
            const countBefore = countsBefore.get(id);
            const moved = countBefore !== undefined && countBefore !== count;
            return html`<li>
              <a href=${publicationHref(id)}>${name}</a>
              ${bar(count, entity.maximum, entity.type)}
              <span class=${moved ? 'value moved' : 'value'}
                >${grouped(count)}<span class="hidden"> ${count === 1 ? 'mention' : 'mentions'}</span></span
              >
            </li>`;
          },
        )}
      </ol>
      ${entity.publications.length === 0 ? html`<p class="none">No further publications.</p>` : nothing}
    </section>
    ${pager({
      url,
      nextCursor: entity.nextCursor,
      offset: entity.offset,
      shown: entity.publications.length,
      noun: 'publication',
    })}
  `;
}
