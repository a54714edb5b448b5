/**
 * The commands of the documents that tests run, with the words to replace and the expected output. The tests
 * beside this file run every command in these lists. `reviewed.ts` has the commands that are run elsewhere,
 * or not at all.
 */

import type { CommandStep } from '../support/documents/run-step.ts';

/** A command that runs until Ctrl-C, unless it ends by itself. */
export interface Start {
  readonly command: string;
  /** Its output once it is ready, or has completed. */
  readonly prints: RegExp;
  readonly endsByItself?: true;
}

/** The first pipeline: as the README starts it, with the sample. */
export const readmeStart: Start = { command: 'npm start', prints: /Ctrl-C ends/ };
export const readmeSubmit: CommandStep = {
  command: `curl localhost:8081/posts -H 'content-type: application/json' -d '{"publication": "Example Times", "content": "Ada Lovelace was born in London."}'`,
  prints: /"id":"[\w-]{43}"/,
};
export const readmeRead: CommandStep = {
  command: "curl 'localhost:8080/api/names?q=lovelace'",
  prints: /"text":"Ada Lovelace"/,
};

/** The second pipeline, with articles of the reader's own. */
export const ownArticles: Start = {
  command: 'npm start -- articles.csv feed.xml folder/',
  prints: /Ctrl-C ends/,
};

/** Starts of which only the start is tested. */
export const otherStarts: readonly Start[] = [
  {
    command: 'npm start -- articles.csv --exit --json',
    prints: /^\{.*"saved":3,.*"Example Times"/m,
    endsByItself: true,
  },
  { command: 'npm start -- --empty', prints: /Ctrl-C ends/ },
  { command: 'npm start -- --engine local --keep data', prints: /Ctrl-C ends/ },
];

/** One stage beside emulators in another terminal. */
export const emulatorsAlone: Start = {
  command: 'npm run emulators',
  prints: /^export PUBSUB_EMULATOR_HOST=(\S+)\nexport FIRESTORE_EMULATOR_HOST=(\S+)$/m,
};
export const stageAlone = {
  commands: [
    'export PUBSUB_EMULATOR_HOST=127.0.0.1:8085 FIRESTORE_EMULATOR_HOST=127.0.0.1:8086',
    'GOOGLE_CLOUD_PROJECT=demo-entity-pipeline npm run stage -- extract',
  ],
  prints: /extracting/,
} as const;

/** Reads of the second pipeline. */
export const reads: readonly CommandStep[] = [
  { command: "curl 'localhost:8080/api/names?q=merkel'", prints: /"text":"Angela Merkel"/ },
  {
    command: "curl 'localhost:8080/api/articles?name=Angela%20Merkel'",
    prints: /"articles":\[\{"id":"et-1"/,
  },
  { command: "curl 'localhost:8080/api/articles?range=7d'", prints: /"title":"Regatta"/ },
  { command: "curl 'localhost:8080/api/names/place/london/together'", prints: /"text":"Angela Merkel"/ },
  {
    command: "curl 'localhost:8080/api/compare?name=London&name=Paris'",
    prints: /"text":"London".*"text":"Paris"/,
  },
  { command: "curl 'localhost:8080/api/rising?range=7d'", prints: /"daysBefore"/ },
  { command: "curl 'localhost:8080/api/silent'", prints: /"publications":\[\]/ },
  { command: "curl 'localhost:8080/api/series?name=London&range=30d'", prints: /"step":"day","points":\[/ },
  { command: "curl 'localhost:8080/api/publications?q=times&sort=name'", prints: /"id":"example times"/ },
];

/** Changes of the second pipeline. Other commands may run at the same time. */
export const changes: readonly CommandStep[] = [
  {
    command: 'curl -s https://example.org/feed | npm run submit -- - --format feed',
    prints: /1 post accepted, 0 rejected/,
  },
  {
    command: 'npm run recount -- --publication "Example Times" --dry-run',
    prints: /2 posts since .*; every count was right/,
  },
  {
    command: 'npm run recount -- --publication "Example Times"',
    prints: /2 posts since .*; every count was right/,
  },
  {
    command: 'npm run forget -- --publication "Example Times" ID',
    where: { ID: 'et-2' },
    prints: /^et-2: forgotten$/m,
  },
  {
    command: 'npm run forget -- --key reader --since 2026-11-27',
    prints: /1 posts? found in 1 publications?: 1 forgotten/,
  },
  { command: 'npm run rollup -- --rebuild', prints: /replaced [\d,]+ roll-ups?/ },
];

/**
 * Changes of names in the second pipeline. The last word of the first output is the id that the last command
 * undoes.
 */
export const namesMerge: CommandStep = {
  command: 'npm run names -- merge Merkel "Frau Merkel" --into "Angela Merkel" --why "one person"',
  prints: /^(\w{8}): merge "Merkel", "Frau Merkel" into "Angela Merkel"$/m,
};
export const nameChanges: readonly CommandStep[] = [
  {
    command: 'npm run names -- hide "Read More" --why "a button of the site"',
    prints: /: hide "Read More"$/m,
  },
  {
    command: 'npm run names -- retype Amazon organization --why "the company; the river is never meant here"',
    prints: /: retype "Amazon" to organization$/m,
  },
  {
    command: 'npm run names -- split Merkel --why "the book of that title"',
    prints: /: split "Merkel" off$/m,
  },
  { command: 'npm run names -- list', prints: /one person/ },
  { command: 'npm run names -- list --all', prints: /one person/ },
];
export const namesUndo: CommandStep = {
  command: 'npm run names -- undo 1f8a03c7 --why "was right before"',
  prints: /undo|undone/,
};

/** The dead letters of the second pipeline: one of extraction that took too long, one that is no post. */
export const deadLetters: readonly CommandStep[] = [
  { command: 'npm run dead-letters -- list', prints: /extraction-timeout/ },
  {
    command: 'npm run dead-letters -- show ID',
    where: { ID: 'late-1' },
    prints: /"postId":\s*"late-1"/,
  },
  {
    command: 'npm run dead-letters -- drop ID',
    where: { ID: 'broken-1' },
    prints: /1 of 2 dead letters dropped/,
  },
  {
    command: 'npm run dead-letters -- replay --reason extraction-timeout',
    prints: /1 of 1 dead letters? replayed/,
  },
];

/** Commands that need no pipeline. */
export const alone: readonly CommandStep[] = [
  {
    command: 'npm run -s extract -- posts.jsonl > names.jsonl',
    writes: 'names.jsonl',
    prints: /"text":"Ada Lovelace"/,
  },
  {
    command: 'npm run simulate -- --seeds 5',
    prints: /"runs":5,"failed":0/,
  },
  {
    command: 'npm run simulate -- --seeds 1 --seed 182',
    prints: /"runs":1,"failed":0/,
  },
];

/** The secrets of a deployment, created with a stand-in for gcloud. */
export const secrets: readonly string[] = [
  "openssl rand -hex 32 | tr -d '\\n' | gcloud secrets create show-cursor-key --data-file=-",
  'key=$(openssl rand -hex 24); echo "$key"',
  `printf 'desk:%s' "$(printf %s "$key" | sha256sum | cut -d' ' -f1)" | gcloud secrets create submit-api-keys --data-file=-`,
];

/** The examples, on a pipeline that has counted nothing. */
export const examples: readonly CommandStep[] = [
  { command: 'sh examples/post.sh', prints: /"text":"Grace Hopper"/ },
  { command: 'npm run submit -- examples/posts.csv', prints: /16 posts accepted, 0 rejected/ },
  { command: 'sh examples/feed.sh https://example.org/feed.xml', prints: /1 post accepted, 0 rejected/ },
];

/** The generated client, on a pipeline that has counted `examples/posts.csv`. */
export const client: readonly CommandStep[] = [
  { command: 'npm --prefix examples/client ci', prints: /added \d+ packages/ },
  { command: 'npm --prefix examples/client run generate', prints: /api\.d\.ts/ },
  { command: 'npm --prefix examples/client run check', prints: /> tsc/ },
  { command: 'npm --prefix examples/client start', prints: /^6\tLena Okafor \(person\)$/m },
];

/** Every command that tests run by these lists: those beside this file, and those in `test/examples`. */
export const runHere: ReadonlySet<string> = new Set([
  ...[readmeStart, readmeSubmit, readmeRead, ownArticles, emulatorsAlone, namesMerge, namesUndo].map(
    ({ command }) => command,
  ),
  ...[
    ...otherStarts,
    ...reads,
    ...changes,
    ...nameChanges,
    ...deadLetters,
    ...alone,
    ...examples,
    ...client,
  ].map(({ command }) => command),
  ...stageAlone.commands,
  ...secrets,
]);
