/// <reference lib="dom" />
/** A ranking of names as a table, by articles or by mentions. */
import { html, nothing, type TemplateResult } from 'lit-html';
import { repeat } from 'lit-html/directives/repeat.js';
import { grouped } from '../../../common/domain/quantities.ts';
import type { CountedName } from '../../responses.ts';
import { articlesHref, nameHref } from '../addresses.ts';
import { alsoCounted, bar, measureHeading, typeClass, typeLabel, typeMark } from '../parts.ts';
import { measureLabels, type ShownMeasure } from '../words.ts';
import { type DrawnDays, spark, trendLabel } from './spark.ts';

/** A row; what a listing does not have is left out. */
export interface RankedName extends CountedName {
  readonly publications?: number;
  readonly trend?: readonly number[] | undefined;
}

export interface NameRows {
  readonly names: readonly RankedName[];
  /** How many names come before these. */
  readonly offset: number;
  readonly maximum: number;
  readonly trendDays?: DrawnDays | undefined;
}

/** The id of a name among others. */
export function idOf({ type, key }: Pick<CountedName, 'type' | 'key'>): string {
  return `${type}/${key}`;
}

/**
 * The table.
 * @param options.before the counts before the last change, by `idOf`, to show what has moved
 */
export function rankingTable(
  url: URL,
  ranking: NameRows,
  options: {
    readonly caption: string;
    readonly measure: ShownMeasure;
    readonly before: ReadonlyMap<string, number>;
    /** The id of the publication whose names they are; undefined for all. */
    readonly publication?: string;
  },
): TemplateResult {
  const { caption, measure, before, publication } = options;
  const { other } = measureLabels[measure];
  const hasPublications = ranking.names.some(({ publications }) => publications !== undefined);
  return html`<table class="ranking">
    <caption class="hidden">${caption}</caption>
    <thead>
      <tr>
        <th scope="col" class="rank"><span aria-hidden="true">#</span><span class="hidden">Rank</span></th>
        <th scope="col">Name</th>
        <th scope="col" class="type"><span>Type</span></th>
        ${hasPublications ? html`<th scope="col" class="other">Publications</th>` : nothing}
        <th scope="col" class="trend">${trendLabel(ranking.trendDays)}</th>
        <th scope="col" class="other">${measureHeading(url, other, false)}</th>
        <th scope="col" class="measure" aria-sort="descending">${measureHeading(url, measure, true)}</th>
      </tr>
    </thead>
    <tbody>
      ${repeat(ranking.names, idOf, (name, index) => {
        const { type, text, key } = name;
        const count = name[measure];
        const countBefore = before.get(idOf(name));
        const hasMoved = countBefore !== undefined && countBefore !== count;
        return html`<tr>
          <td class="rank">${grouped(ranking.offset + index + 1)}</td>
          <th scope="row"><a class="name ${typeClass(type)}" href=${nameHref(type, key, url)}>${text}</a>${alsoCounted(name)}</th>
          <td class="type">${typeMark(type)} <span>${typeLabel(type)}</span></td>
          ${hasPublications ? html`<td class="other">${grouped(name.publications ?? 0)}</td>` : nothing}
          <td class="trend">${spark(name.trend, ranking.trendDays)}</td>
          <td class="other">${grouped(name[other])}</td>
          <td class="measure">
            ${bar(count, ranking.maximum, type)}<a
              class=${hasMoved ? 'number value moved' : 'number value'}
              href=${articlesHref({ name: text, publication }, url)}
              aria-label=${`${grouped(count)} ${measure}, ${text}`}
              >${grouped(count)}</a
            >
          </td>
        </tr>`;
      })}
    </tbody>
  </table>`;
}
