/**
 * Companies, houses and colleges whose name is a possessive, in the form that `foldName` gives. Elsewhere the
 * ending says whose something is. Only names that are hardly anybody's surname in the news are listed:
 * "Campbell's" is more often a person's than the soup's.
 */
export const companiesInPossessive: ReadonlySet<string> = new Set(
  `mcdonald's; moody's; macy's; wendy's; sotheby's; christie's; lloyd's; levi's; kellogg's; domino's; denny's; arby's; hardee's;
sainsbury's; kohl's; lowe's; dillard's; standard & poor's; trader joe's; ben & jerry's; reese's; applebee's; chili's; bloomingdale's;
peet's; papa john's; hershey's; jack daniel's; dunkin'; zaxby's; culver's; popeye's; long john silver's; jimmy john's; jersey mike's;
raising cane's; claire's; cabela's; bj's; st john's; smucker's; waterstone's; hamley's; ladbroke's`
    .split(';')
    .map((name) => name.trim()),
);
