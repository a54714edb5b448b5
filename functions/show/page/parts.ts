/// <reference lib="dom" />
/**
 * Parts that several views share. All text from the data goes through lit-html's bindings, which make text of
 * it, never markup.
 */
import { html, nothing, svg, type TemplateResult } from 'lit-html';
import { ref } from 'lit-html/directives/ref.js';
import { repeat } from 'lit-html/directives/repeat.js';
import type { EntityType } from '../../common/domain/post.ts';
import { counted, grouped } from '../../common/domain/quantities.ts';
import { parametersOf, viewOf, withParameters } from './addresses.ts';
import { type Box, type CloudWord, placeWords } from './cloud-layout.ts';
import { placeWordsSoon } from './cloud-queue.ts';
import { csvPath, feedPath } from './data-paths.ts';
import type { ReadFault } from './read-api.ts';
import { isKnownType, measureLabels, moment, type ShownMeasure, typeLabels } from './words.ts';

const shapes: Readonly<Record<EntityType, TemplateResult>> = {
  person: svg`<circle cx="6" cy="6" r="4.5"/>`,
  place: svg`<path d="M6 1 11.2 10.5H.8Z"/>`,
  organization: svg`<rect x="1.5" y="1.5" width="9" height="9"/>`,
};

/** The mark of a type: its shape distinguishes it without colour. */
export function typeMark(type: string): TemplateResult {
  return html`<svg class="mark ${typeClass(type)}" viewBox="0 0 12 12" aria-hidden="true">${isKnownType(type) ? shapes[type] : nothing}</svg>`;
}

/** The CSS class of a type. An unknown type gets `other`, so data cannot choose a class. */
export function typeClass(type: string): string {
  return isKnownType(type) ? type : 'other';
}

export function typeLabel(type: string): string {
  return isKnownType(type) ? typeLabels[type].one : type;
}

/** The names that people have merged into this one. */
export function alsoCounted({
  alsoCounted: others = [],
}: {
  readonly alsoCounted?: readonly string[] | undefined;
}): TemplateResult | typeof nothing {
  return others.length === 0
    ? nothing
    : html`<span class="also">also counted: ${others.map((text, index) => html`${index === 0 ? '' : ', '}<bdi>${text}</bdi>`)}</span>`;
}

/** The meaning of the letters and colours of a cloud. */
export function legend(): TemplateResult {
  return html`<ul class="legend" aria-label="Types of names">
    ${Object.entries(typeLabels).map(([type, { many }]) => html`<li class=${type}>${typeMark(type)} ${many}</li>`)}
  </ul>`;
}

/** The heading of a column of counts: a link where another measure can be chosen. */
export function measureHeading(url: URL, measure: ShownMeasure, isCurrent: boolean): TemplateResult {
  const { heading } = measureLabels[measure];
  if (isCurrent) return html`${heading}`;
  const by = measure === 'articles' ? '' : measure;
  return html`<a href=${withParameters(url, { by, cursor: '' })} aria-label=${`Rank by ${measure}`}>${heading}</a>`;
}

/**
 * A word cloud; to assistive technology a list of names with their counts, the most frequent first.
 * @param options.href where a word leads; without it words are no links
 */
export function wordCloud(
  words: readonly CloudWord[],
  box: Box,
  options: {
    readonly label: string;
    /** The measure that the words are counted by. */
    readonly measure: ShownMeasure;
    readonly href?: (word: CloudWord) => string;
    /**
     * Whether it is one of many clouds: then its words are placed after the page is drawn, and the Tab key
     * passes over them.
     */
    readonly isOneOfMany?: boolean;
  },
): TemplateResult {
  const { label, measure, href, isOneOfMany = false } = options;
  const { width, height } = box;
  return html`<svg class="cloud" role="list" aria-label=${label} viewBox="${-width / 2} ${-height / 2} ${width} ${height}">
    ${repeat(
      isOneOfMany ? placeWordsSoon(label, words, box) : placeWords(words, box),
      ({ id }) => id,
      (word) => {
        const spoken = `${word.text}, ${typeLabel(word.type).toLowerCase()}, ${counted(word.count, measureLabels[measure].one)}`;
        const text = svg`<text class=${typeClass(word.type)} font-size=${word.size}>${word.shown}</text>`;
        return svg`<g role="listitem" transform="translate(${word.x} ${word.y})">
          <title>${spoken}</title>
          ${href === undefined ? svg`<g role="img" aria-label=${spoken}>${text}</g>` : svg`<a class="word" href=${href(word)} aria-description=${spoken} tabindex=${isOneOfMany ? '-1' : nothing}>${text}</a>`}
        </g>`;
      },
    )}
  </svg>`;
}

/** A bar; the number beside it already says its length. */
export function bar(count: number, maximum: number, type = 'other'): TemplateResult {
  const share = maximum > 0 ? Math.min(1, count / maximum) : 0;
  const setLength = (element: Element | undefined): void => {
    // By script, because the policy allows no style attribute.
    if (element instanceof HTMLElement) element.style.setProperty('--share', String(share));
  };
  return html`<span class="bar ${typeClass(type)}" aria-hidden="true"><span ${ref(setLength)}></span></span>`;
}

/**
 * Links to the pages before and after. The way back is remembered with each entry of the browser's history.
 */
export function pager(options: {
  readonly url: URL;
  readonly nextCursor: string | null;
  readonly offset: number;
  readonly shown: number;
  /** Of the whole listing. */
  readonly total: number;
  readonly noun: string;
}): TemplateResult | typeof nothing {
  const { url, nextCursor, offset, shown, total, noun } = options;
  const { cursor } = parametersOf(url.searchParams);
  if (cursor === '' && nextCursor === null) return nothing;
  const trail = trailOf(history.state);
  const previous = trail.at(-1);
  const link = (name: string, target: string, trailThere: readonly string[], rel: string): TemplateResult =>
    html`<a class="button" rel=${rel} href=${withParameters(url, { cursor: target })} data-trail=${JSON.stringify(trailThere)}>${name}</a>`;
  return html`<nav class="pager" aria-label="Pages">
    ${cursor !== '' && (previous === undefined || previous !== '') ? link('First page', '', [], 'first') : nothing}
    ${previous === undefined ? nothing : link('← Previous', previous, trail.slice(0, -1), 'prev')}
    <span class="where">${shown === 0 ? `No ${noun}s` : `${grouped(offset + 1)} – ${grouped(offset + shown)} of ${grouped(total)}`}</span>
    ${nextCursor === null ? nothing : link('Next →', nextCursor, [...trail, cursor], 'next')}
  </nav>`;
}

/** The link to the feed of a view, for a feed reader. */
export function feedLink(url: URL): TemplateResult | typeof nothing {
  const path = feedPath(viewOf(url.pathname));
  return path === undefined
    ? nothing
    : html`<a href=${path} type="application/atom+xml" data-plain>Feed (Atom)</a>`;
}

/** The link that downloads the whole of the shown list as a table. */
export function csvLink(url: URL): TemplateResult | typeof nothing {
  const path = csvPath(viewOf(url.pathname), parametersOf(url.searchParams));
  if (path === undefined) return nothing;
  return html`<p class="take-away"><a href=${path} download data-plain>Download as CSV</a></p>`;
}

/**
 * The cursors of the pages before the current one, as they were walked; empty where it was opened directly.
 */
function trailOf(state: unknown): readonly string[] {
  const trail = typeof state === 'object' && state !== null && 'trail' in state ? state.trail : undefined;
  return Array.isArray(trail) && trail.every((one) => typeof one === 'string') ? trail : [];
}

/** Says that a later page does not move. */
export function pinned(url: URL, readAt: string): TemplateResult | typeof nothing {
  if (parametersOf(url.searchParams).cursor === '') return nothing;
  return html`<p class="pinned">Counts as of ${moment(readAt)}, so that pages do not overlap.
    <a href=${withParameters(url, { cursor: '' })}>Go to live counts</a></p>`;
}

/** Says what is wrong, where there is nothing else to show. */
export function faultState(fault: ReadFault, url: URL, retry: () => void): TemplateResult {
  const isMissing = fault.status === 404;
  const heading = isMissing
    ? 'Not found'
    : fault.isAboutCursor
      ? 'This page has expired'
      : 'The counts cannot be shown';
  return html`<section class="state">
    <h1 tabindex="-1">${heading}</h1>
    <p>${fault.detail}</p>
    <p class="actions">
      ${
        fault.isAboutCursor
          ? html`<a class="button" href=${withParameters(url, { cursor: '' })}>Go to the first page</a>`
          : isMissing
            ? html`<a class="button" href="/">Front page</a>`
            : html`<button type="button" @click=${retry}>Try again</button>`
      }
    </p>
    ${fault.status === 0 ? nothing : html`<p class="small">Status ${fault.status}, ${fault.title}</p>`}
  </section>`;
}

/** The placeholder for data that has not arrived yet. */
export function waiting(): TemplateResult {
  return html`<p class="waiting" role="status">Loading the counts …</p>`;
}
