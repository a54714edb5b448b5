/**
 * The tagger as a plugin of compromise: after `nlp.plugin(entityPlugin)`, `people()`, `places()` and
 * `organizations()` give the names that `extract` gives, as views of the document. Terms and sentences are
 * split where a name begins or ends within one.
 */
import type nlp from 'compromise';
import { type EntityType, entityTypes, type Mention } from '../common/domain/post.ts';
import { extract } from './extract.ts';

type Term = ReturnType<typeof nlp>['document'][number][number] & {
  /** The name that the term belongs to; terms of one name share the object. */
  entity?: Mention;
};
/** The argument of a compute function. */
interface Parsed {
  document: Term[][];
  compute(name: string): unknown;
}
/** A view as its methods need it; compromise's own types take one pointer where its code takes several. */
interface NlpView {
  readonly document: readonly (readonly Term[])[];
  readonly fullPointer: readonly (readonly [n?: number, start?: number, end?: number, ...ids: unknown[]])[];
  update(pointers: readonly (readonly number[])[]): NlpView;
  eq(n: number): NlpView;
}
type Selection = (this: NlpView, n?: number) => NlpView;

const METHODS = { person: 'people', place: 'places', organization: 'organizations' } as const;

/** For `nlp.plugin`. */
export const entityPlugin = {
  compute: { entities: markEntities },
  hooks: ['entities'],
  api: (viewClass: { readonly prototype: object }): void => {
    for (const type of entityTypes)
      Object.assign(viewClass.prototype, { [METHODS[type]]: selectionOf(type) });
  },
};

/** Runs at the end of parsing: marks the terms of each name. */
function markEntities(view: Parsed): void {
  const text = view.document.map((terms) => terms.map(wholeOf).join('')).join('');
  const mentions = extract(text);
  if (mentions.length === 0) return;
  const sentences: Term[][] = [];
  let next = 0;
  let at = 0;
  let goesOn = false;
  for (const terms of view.document) {
    const cut: Term[] = [];
    for (const term of terms) {
      const end = at + wholeOf(term).length;
      while (next < mentions.length && (mentions[next] as Mention).end <= at) next++;
      const touching: Mention[] = [];
      for (let i = next; i < mentions.length && (mentions[i] as Mention).start < end; i++) {
        touching.push(mentions[i] as Mention);
      }
      cut.push(...cutTerm(term, at, touching));
      at = end;
    }
    // A name that goes on in the next sentence makes one of the two.
    if (goesOn) sentences.at(-1)?.push(...cut);
    else sentences.push(cut);
    while (next < mentions.length && (mentions[next] as Mention).end <= at) next++;
    goesOn = (mentions[next]?.start ?? at) < at;
  }
  view.document.splice(0, view.document.length, ...sentences);
  view.compute('index');
  view.compute('id');
}

function wholeOf({ pre, text, post }: Term): string {
  return pre + text + post;
}

/**
 * The term, or the terms it has to become for the names that touch it; `at` is where its whole begins in the
 * text.
 */
function cutTerm(term: Term, at: number, mentions: readonly Mention[]): Term[] {
  const whole = wholeOf(term);
  const from = term.pre.length;
  const to = from + term.text.length;
  const pieces: Term[] = [];
  let done = 0;
  /**
   * Handles text outside every name. With letters of the term it becomes a separate term, else the white
   * space or marks before the next piece.
   */
  const leave = (end: number): string => {
    if (end <= from || done >= to) return whole.slice(done, end);
    const [start, stop] = [Math.max(done, from), Math.min(end, to)];
    pieces.push(pieceOf(term, whole.slice(done, start), whole.slice(start, stop), whole.slice(stop, end)));
    return '';
  };
  for (const entity of mentions) {
    // Of a name of several terms, each has the white space around it outside of its text.
    const last = Math.min(whole.length, entity.end - at);
    const begin = Math.max(0, entity.start - at);
    const start = entity.start < at && last > from ? from : begin;
    const end = entity.end > at + whole.length && begin < to ? to : last;
    if (end <= start) continue;
    const before = leave(start);
    pieces.push({ ...pieceOf(term, before, whole.slice(start, end), ''), entity });
    done = end;
  }
  if (pieces.length === 0) return [term];
  const rest = leave(whole.length);
  const last = pieces.at(-1);
  if (last !== undefined) last.post += rest;
  return pieces;
}

function pieceOf(term: Term, pre: string, text: string, post: string): Term {
  const isWhole = text === term.text;
  const { machine: _machine, ...rest } = { machine: '', ...term };
  return isWhole
    ? { ...term, pre, text, post }
    : { ...rest, tags: new Set(term.tags), normal: text.toLowerCase(), pre, text, post };
}

/** A method of views: the names of a type that are wholly in the view. */
function selectionOf(type: EntityType): Selection {
  return function select(n) {
    const found = this.fullPointer.flatMap(([sentence = 0, first = 0, end = 0]) => {
      const terms = this.document[sentence] ?? [];
      const pointers: number[][] = [];
      for (let i = first; i < end; i++) {
        const entity = terms[i]?.entity;
        if (entity?.type !== type || terms[i - 1]?.entity === entity) continue;
        let after = i + 1;
        while (terms[after]?.entity === entity) after++;
        if (after <= end) pointers.push([sentence, i, after]);
      }
      return pointers;
    });
    const view = this.update(found);
    return n === undefined ? view : view.eq(n);
  };
}
