/** Titles: words before a person's name that are no part of it. */

const TITLES = new Set(
  (
    'mr mrs ms miss mx dr prof professor sir madam madame dame lord lady rev reverend fr father sister brother sheikh shaikh sheik imam ' +
    'ayatollah mullah maulana pastor bishop archbishop cardinal pope rabbi hajj haji capt captain lt lieutenant col colonel maj major ' +
    'gen general brig brigadier sgt sergeant cpl corporal adm admiral cmdr commander insp inspector const constable hon honourable ' +
    'honorable sen senator rep representative gov governor pres president vice-president chancellor judge justice king queen prince ' +
    'princess emperor emir sultan amir shri smt sri datuk dato tan tun ustaz chief mayor ambassador minister pm mp attorney detective ' +
    'officer monsieur mme mlle herr frau señor don doña dom saint secretary chairman chairwoman chairperson spokesman spokeswoman ' +
    'spokesperson director ceo deputy premier congressman congresswoman councillor'
  ).split(' '),
);

/** Whether a word is a title; a final full stop does not matter. */
export function isTitle(word: string): boolean {
  const lower = word.toLowerCase();
  return TITLES.has(lower.endsWith('.') ? lower.slice(0, -1) : lower);
}
