/**
 * Decides whether a change of names is possible, given those in force. A change that would do nothing, or
 * that merges in a circle, is refused with advice. Pure. `functions/common/domain/store/curation.ts` decides
 * what changes mean.
 */
import { entityKey } from '../../functions/common/domain/keys.ts';
import type { EntityType } from '../../functions/common/domain/post.ts';
import {
  type CuratedName,
  type CurationChange,
  curationOf,
  encodeChanges,
  MAX_KEYS_A_NAME,
  mergedInCircle,
} from '../../functions/common/domain/store/curation.ts';
import { ExitCode, ExplainedError } from '../../functions/common/process/exit-codes.ts';

/** A change as the command line asks for it, before it is checked. */
export type Wish =
  | { readonly kind: 'merge'; readonly parts: readonly string[]; readonly into: string }
  | { readonly kind: 'split'; readonly name: string }
  | { readonly kind: 'hide'; readonly name: string; readonly type: EntityType | undefined }
  | {
      readonly kind: 'retype';
      readonly name: string;
      readonly type: EntityType | undefined;
      readonly to: EntityType;
    };

/** All changes in force are one document, and Firestore takes 1 MiB. */
const MAX_BYTES = 900_000;

/**
 * Adds a change to those in force.
 * @param id of the new change
 * @throws ExplainedError with exit code 65 when it is not possible, or does nothing
 */
export function withWish(
  changes: readonly CurationChange[],
  wish: Wish,
  id: string,
): { readonly change: CurationChange; readonly changes: readonly CurationChange[] } {
  const change = changeOf(changes, wish, id);
  const all = [...changes, change];
  checkAll(all);
  return { change, changes: all };
}

/**
 * Takes a change out of those in force.
 * @throws ExplainedError with exit code 65 when it is none of them, or the rest does not go together
 */
export function withoutChange(changes: readonly CurationChange[], id: string): readonly CurationChange[] {
  if (!changes.some((change) => change.id === id))
    throw refusal(`No change in force has the id ${id}; list prints those that have been made.`);
  const rest = changes.filter((change) => change.id !== id);
  checkAll(rest);
  return rest;
}

function changeOf(changes: readonly CurationChange[], wish: Wish, id: string): CurationChange {
  const curation = curationOf(changes);
  if (wish.kind === 'merge') {
    const into = nameOf(wish.into);
    const parts = wish.parts.map(nameOf);
    for (const { key, text } of parts) {
      if (key === into.key)
        throw refusal(
          `"${text}" and "${into.text}" are already counted as one name, under the key "${key}".`,
        );
      if (curation.keyOf(key) === curation.keyOf(into.key))
        throw refusal(`"${text}" and "${into.text}" are already shown as one name.`);
    }
    return { kind: 'merge', id, parts, into };
  }
  const name = nameOf(wish.name);
  if (wish.kind === 'split') {
    if (curation.keyOf(name.key) === name.key) throw refusal(cannotSplit(name, curation.partsOf(name.key)));
    return { kind: 'split', id, name };
  }
  const shown = curation.keyOf(name.key);
  if (shown !== name.key) {
    throw refusal(
      `"${name.text}" is merged into "${curation.textOf(shown) ?? shown}". Either ${wish.kind} that name, or split "${name.text}" first.`,
    );
  }
  const { type } = wish;
  const about = { id, name, ...(type !== undefined && { type }) };
  if (wish.kind === 'hide') {
    if (curation.isHidden(name.key, type)) throw refusal(`"${name.text}" is already hidden.`);
    return { kind: 'hide', ...about };
  }
  if (wish.to === type)
    throw refusal(`"${name.text}" would keep its type: the new type is ${type}, and so is --type.`);
  return { kind: 'retype', ...about, to: wish.to };
}

function nameOf(text: string): CuratedName {
  const shown = text.trim().normalize('NFC');
  return { key: entityKey(shown), text: shown };
}

/**
 * Roll-ups hold counts by key. So a reader cannot distinguish spellings that share a key by the tables of
 * aliases. The documents of days hold spellings, so a change of the tables applies to all days.
 */
function cannotSplit({ key, text }: CuratedName, parts: readonly string[]): string {
  if (parts.length > 1)
    return `Other names are merged into "${text}". Split one of them (${parts.slice(1).join(', ')}), or undo the merge.`;
  return (
    `Nobody merged "${text}"; it is counted under the key "${key}". The tables of aliases may join it with other spellings. To separate them, ` +
    'change functions/common/domain/aliases/by-hand.ts, deploy, and run `rollup --rebuild`, which counts all days anew.'
  );
}

function checkAll(changes: readonly CurationChange[]): void {
  const circle = mergedInCircle(changes);
  if (circle !== undefined)
    throw refusal(`"${circle.text}" would be merged into itself through other merges; split it first.`);
  const curation = curationOf(changes);
  for (const change of changes) {
    if (change.kind !== 'merge') continue;
    const parts = curation.partsOf(curation.keyOf(change.into.key));
    if (parts.length > MAX_KEYS_A_NAME)
      throw refusal(
        `"${change.into.text}" would be merged from ${parts.length} names; at most ${MAX_KEYS_A_NAME} are possible.`,
      );
  }
  if (Buffer.byteLength(encodeChanges(changes)) > MAX_BYTES)
    throw refusal(
      'There are too many changes for one document of Firestore; undo some that are no longer needed.',
    );
}

function refusal(message: string): ExplainedError {
  return new ExplainedError(message, ExitCode.data);
}
