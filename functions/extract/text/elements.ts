/** The effects of HTML elements on the text around them. */

const setOf = (names: string): ReadonlySet<string> => new Set(names.split(' '));

/** Elements that begin a line of their own, table cells and list items among them. */
export const blockElements = setOf(
  'address article aside audio base blockquote body br button canvas caption center col colgroup dd details dialog dir div dl dt embed ' +
    'fieldset figcaption figure footer form frame frameset h1 h2 h3 h4 h5 h6 head header hgroup hr html iframe img input legend li link ' +
    'main map menu meta nav noscript object ol optgroup option output p param picture pre progress script search section select source ' +
    'style summary svg table tbody td template textarea tfoot th thead title tr track ul video',
);

/** Elements within a line. */
export const inlineElements = setOf(
  'a abbr acronym area b bdi bdo big cite code data del dfn em font i ins kbd label mark math meter nobr q rp rt ruby s samp slot small ' +
    'span strike strong sub sup time tt u var wbr',
);

/** Elements of which two that touch are two things: links of a menu. */
export const separateElements = setOf('a label');

/** Elements whose content is no text of the article. */
export const hiddenElements = setOf('iframe math noscript script select style svg template textarea');

/** Elements that show that line ends in the source are white space like any other. */
export const paragraphElements = setOf('br dd div dt h1 h2 h3 h4 h5 h6 li p td th');

/** Attributes that stand without a value. */
export const flagAttributes = setOf(
  'allowfullscreen async autofocus autoplay checked compact controls default defer disabled download hidden ismap itemscope loop ' +
    'multiple muted nohref nomodule noshade novalidate nowrap open playsinline readonly required reversed selected',
);
