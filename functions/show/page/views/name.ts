/// <reference lib="dom" />
/** One name: which publications name it and how often, as a bar chart. */
import { html, nothing, type TemplateResult } from 'lit-html';
import { repeat } from 'lit-html/directives/repeat.js';
import { counted, grouped } from '../../../common/domain/quantities.ts';
import type { NameInPublications } from '../../responses.ts';
import { articlesHref, compareHref, parametersOf, publicationHref, withParameters } from '../addresses.ts';
import type { Beside } from '../beside.ts';
import {
  alsoCounted,
  bar,
  csvLink,
  feedLink,
  pager,
  pinned,
  typeClass,
  typeLabel,
  typeMark,
} from '../parts.ts';

import { measureLabels, measureOf } from '../words.ts';
import { latestArticles } from './articles.ts';
import { overTime } from './over-time.ts';
import { rangePicker } from './range-picker.ts';
import { namedTogether } from './together.ts';

/** A name's view. */
export function nameView(
  url: URL,
  name: NameInPublications,
  known: Pick<Beside, 'series' | 'articles' | 'together'> & {
    readonly before: NameInPublications | undefined;
  },
): TemplateResult {
  const { before, series, articles, together } = known;
  const { by, cursor } = parametersOf(url.searchParams);
  const measure = measureOf(by);
  const { one, heading, other } = measureLabels[measure];
  const countsBefore = new Map(
    before?.publications.map((publication) => [publication.id, publication[measure]]),
  );
  const hasMoved = before !== undefined && before[measure] !== name[measure];
  return html`
    <header class="lead">
      <p class="crumb"><a href="/names">All names</a></p>
      <h1 tabindex="-1" class="name ${typeClass(name.type)}">${name.text}</h1>
      <p class="meta">
        <span class="kind">${typeMark(name.type)} ${typeLabel(name.type)}</span>
        <a class=${hasMoved ? 'count moved' : 'count'} href=${articlesHref({ name: name.text }, url)}>${counted(name[measure], one)}</a>
        <span>${counted(name[other], measureLabels[other].one)}</span>
        <span>in ${counted(name.publicationCount, 'publication')}</span>
        ${alsoCounted(name)}
        <a href=${compareHref({ names: [name.text] }, url)}>Compare</a>
        ${feedLink(url)}
      </p>
      ${rangePicker(url)}
    </header>
    ${cursor === '' ? overTime(url, series, measure) : nothing}
    ${pinned(url, name.readAt)}
    <div class="halves"><section class="panel" aria-labelledby="by-publication">
      <h2 id="by-publication">${heading} by publication</h2>
      <p class="small">
        <a href=${withParameters(url, { by: other === 'articles' ? '' : other, cursor: '' })}>Count ${other} instead</a>
      </p>
      <ol class="bars" start=${name.offset + 1}>
        ${repeat(
          name.publications,
          ({ id }) => id,
          (publication) => {
            const { id, name: shown } = publication;
            const count = publication[measure];
            const countBefore = countsBefore.get(id);
            const moved = countBefore !== undefined && countBefore !== count;
            return html`<li>
              <a href=${publicationHref(id, url)}>${shown}</a>
              ${bar(count, name.maximum, name.type)}
              <a
                class=${moved ? 'number value moved' : 'number value'}
                href=${articlesHref({ name: name.text, publication: id }, url)}
                >${grouped(count)}<span class="hidden"> ${count === 1 ? one : `${one}s`}</span></a
              >
            </li>`;
          },
        )}
      </ol>
      ${name.publications.length === 0 ? html`<p class="none">${name.offset > 0 ? 'No further publications.' : 'No publication names it on these days.'}</p>` : nothing}
    ${pager({
      url,
      nextCursor: name.nextCursor,
      offset: name.offset,
      shown: name.publications.length,
      total: name.publicationCount,
      noun: 'publication',
    })}
    ${csvLink(url)}
    </section>
    ${cursor === '' ? html`<div class="stack">${namedTogether(url, name.text, together)} ${latestArticles(url, name.text, articles)}</div>` : nothing}
    </div>
  `;
}
