/** What the whole text shows of a word: the non-local evidence of Ratinov and Roth (2009), section 5. */
import { BREAKS_AFTER, Kind, type TaggedDocument } from './document.ts';
import { List } from './gazetteer.ts';
import { Role } from './roles.ts';
import { Shape } from './shape.ts';
import { Mark } from './terms.ts';
import type { Lexeme, Word } from './words.ts';

/** What a text shows of a lexeme somewhere, as bits. */
export const Evidence = {
  small: 1 << 0,
  /** Capital within a plain sentence. */
  capital: 1 << 1,
  afterHonorific: 1 << 2,
  afterOffice: 1 << 3,
  afterGivenName: 1 << 4,
  afterLocative: 1 << 5,
  afterArticle: 1 << 6,
  bySpeech: 1 << 7,
  possessive: 1 << 8,
  acronym: 1 << 9,
  beforeOrganization: 1 << 10,
  beforePlace: 1 << 11,
  afterCommaPlace: 1 << 12,
  often: 1 << 13,
  inLongerRun: 1 << 14,
  alone: 1 << 15,
} as const;

/** Adds to each lexeme what its occurrences in runs show. */
export function gatherEvidence(document: TaggedDocument): void {
  const { words, before, after, sentences, kinds, runStarts, runEnds } = document;
  for (let run = 0; run < runStarts.length; run++) {
    const start = runStarts[run] as number;
    const end = runEnds[run] as number;
    for (let i = start; i < end; i++) {
      const word = words[i] as Word;
      if (!word.capital) continue;
      const { lexeme } = word;
      let evidence = 0;
      const previous = i > 0 && sentences[i - 1] === sentences[i] ? (words[i - 1] as Word) : undefined;
      const next =
        i + 1 < words.length && sentences[i + 1] === sentences[i] ? (words[i + 1] as Word) : undefined;
      const joined = ((after[i] as number) & BREAKS_AFTER) === 0;
      if (previous !== undefined) {
        const { roles } = previous.lexeme;
        if (((after[i - 1] as number) & BREAKS_AFTER) === 0) {
          if (roles & Role.honorific) evidence |= Evidence.afterHonorific;
          if (roles & Role.office) evidence |= Evidence.afterOffice;
          if (roles & Role.locative && !previous.capital) evidence |= Evidence.afterLocative;
          if (previous.lexeme.lower === 'the') evidence |= Evidence.afterArticle;
          if (previous.capital && (previous.lexeme.isFirstName || isGivenName(previous.lexeme)))
            evidence |= Evidence.afterGivenName;
          if (roles & Role.speech) evidence |= Evidence.bySpeech;
        } else if ((after[i - 1] as number) === Mark.comma && previous.capital) {
          if (previous.lexeme.lists & PLACES) evidence |= Evidence.afterCommaPlace;
        }
      }
      if (next !== undefined) {
        const { roles } = next.lexeme;
        if (roles & Role.speech) evidence |= Evidence.bySpeech;
        if (joined && next.capital && roles & (Role.organizationHead | Role.organizationTail))
          evidence |= Evidence.beforeOrganization;
        if (
          (after[i] as number) === Mark.comma &&
          next.capital &&
          next.lexeme.lists & (List.country | List.region)
        )
          evidence |= Evidence.beforePlace;
      }
      if ((after[i] as number) & Mark.possessive) evidence |= Evidence.possessive;
      if (end - start === 1) evidence |= Evidence.alone;
      else evidence |= Evidence.inLongerRun;
      if (
        word.shape === Shape.capitals &&
        (before[i] as number) & Mark.open &&
        (after[i] as number) & Mark.close
      )
        evidence |= Evidence.acronym;
      if (kinds[sentences[i] as number] !== Kind.plain)
        evidence &= Evidence.afterHonorific | Evidence.afterGivenName | Evidence.acronym;
      if (lexeme.small > 0) evidence |= Evidence.small;
      if (lexeme.capital > 0) evidence |= Evidence.capital;
      if (lexeme.capital + lexeme.capitals > 2) evidence |= Evidence.often;
      lexeme.evidence |= evidence;
    }
  }
}

const PLACES = List.country | List.region | List.city;

function isGivenName(lexeme: Lexeme): boolean {
  return (lexeme.lists & List.firstName) !== 0 && (lexeme.lists & (PLACES | List.common)) === 0;
}
