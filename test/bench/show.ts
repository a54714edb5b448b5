/**
 * Time and Firestore reads of each response of show, cold and warm. Cold is an instance without caches. Warm
 * is one that answered the same before and checks whether it is current. Requests share nothing, so each asks
 * Firestore. The emulator has no indexes and no distance: reads are the same in the cloud, times are not.
 */
import { defineCommand, wholeNumber } from '../../functions/common/process/command-line.ts';
import { startTestEmulators, type TestEmulators } from '../support/emulators.ts';
import { save } from '../support/show/seed.ts';
import { serveShow } from '../support/show/serve.ts';
import { postNaming } from '../support/store.ts';
import { runShowAgainst } from './show.against.ts';
import { countReads, type ReadCounter } from './show.count-reads.ts';
import { type Seeded, seedArticles, seedNames, seedOverview } from './show.seeds.ts';

interface Options {
  readonly names: number;
  readonly articles: number;
  readonly publications: number;
  readonly instances: number;
  readonly requests: number;
  readonly only: string | undefined;
  readonly path: string | undefined;
  readonly against: string | undefined;
  readonly rounds: number;
}

const HEAP = { FIRESTORE_EMULATOR_HEAP_MB: '2048' };
/** One key, so that any instance accepts the cursors of the others. */
const SHOW_CURSOR_KEY = 'bench-bench-bench-bench-bench-bench';

export const command = defineCommand('show')
  .description('time and Firestore reads of each answer of show, cold and warm')
  .option('--names <n>', 'names of one publication', wholeNumber(1_000, 1_000_000), 100_000)
  .option('--articles <n>', 'articles of another over five years', wholeNumber(1_000, 10_000_000), 2_000_000)
  .option('--publications <n>', 'publications', wholeNumber(100, 100_000), 10_000)
  .option('--instances <n>', 'instances that begin cold', wholeNumber(1, 1_000), 9)
  .option('--requests <n>', 'requests of each kind to a warm instance', wholeNumber(1, 100_000), 25)
  .option('--only <seed>', 'one of: names, articles, publications, small')
  .option('--path <part>', 'only answers whose path has this part')
  .option('--against <dir>', 'another checkout: the answers that both have, on the real articles')
  .option('--rounds <n>', 'turns of each checkout, with --against', wholeNumber(1, 100), 3)
  .action(run);

interface ShowScenario {
  readonly name: string;
  readonly title: string;
  readonly seed: (emulators: TestEmulators) => Promise<Seeded>;
  /** The paths. For a marked path the next page is requested too. */
  readonly paths: readonly string[];
}

/** Runs the benchmark and prints a table for each database. */
async function run(options: Options): Promise<void> {
  if (options.against !== undefined) return runShowAgainst({ ...options, against: options.against });
  const reads = countReads();
  for (const scenario of scenarios(options)) {
    if (options.only !== undefined && options.only !== scenario.name) continue;
    await using emulators = await startTestEmulators(HEAP);
    const { largestBytes } = await scenario.seed(emulators);
    process.stdout.write(`\n${scenario.title}; the largest document has ${largestBytes} bytes\n\n`);
    const heading = [
      'answer',
      'cold p50 ms',
      'p99',
      'of p50 processor',
      'warm p50 ms',
      'p99',
      'of p50 processor',
      'reads cold',
      'reads warm',
      'bytes',
    ];
    print(heading);
    print(heading.map(() => '---'));
    for (const path of scenario.paths)
      if (path.includes(options.path ?? '')) print(await measure(emulators, path, options, reads));
  }
}

function scenarios({ names, articles, publications }: Options): readonly ShowScenario[] {
  const own = (id: string, ranges: readonly string[]): string[] => [
    ...ranges.map((range) => `/api/publications/${id}/names?limit=40&range=${range}`),
    `/api/publications/${id}/names?limit=40&by=mentions&type=place`,
    `/api/publications/${id}/names?limit=40&q=mer`,
    `next of /api/publications/${id}/names?limit=40`,
  ];
  const all = [
    '/api/publications?limit=12&top=20',
    '/api/publications?limit=12&top=20&range=7d',
    '/api/publications?limit=12&top=20&range=90d',
    'next of /api/publications?limit=12&top=20',
    '/api/names?limit=40',
    '/api/names?limit=40&range=today',
    '/api/names?limit=40&range=30d&by=mentions',
    '/api/names?limit=40&q=mer',
    'next of /api/names?limit=40',
    '/api/names?limit=40&range=30d&trend=true',
    '/api/names/person/an%20an?limit=40',
    '/api/rising?range=7d',
    '/api/silent',
    '/api/series?name=An%20An&range=30d',
    '/api/series?name=An%20An&range=30d&split=publication',
    '/api/compare?name=An%20An&name=Ber%20Ber&range=30d',
    '/api/stats',
  ];
  // A database in use has an open article of today.
  const live = async (
    emulators: TestEmulators,
    publication: string,
    seeded: Promise<Seeded>,
  ): Promise<Seeded> => {
    await save(emulators, [
      postNaming(publication, [{ type: 'person', text: 'An An', count: 2 }], {
        acceptedAt: new Date().toISOString(),
      }),
    ]);
    return seeded;
  };
  return [
    {
      name: 'names',
      title: `One publication with ${names} names`,
      seed: (emulators) => live(emulators, 'long', seedNames(emulators.firestore, 'long', names)),
      paths: own('long', ['all', '90d', '7d', 'today']),
    },
    {
      name: 'articles',
      title: `One publication with ${articles} articles over five years`,
      seed: (emulators) => live(emulators, 'big', seedArticles(emulators.firestore, 'big', articles)),
      paths: own('big', ['all', '90d', '30d', '7d']),
    },
    {
      name: 'publications',
      title: `${publications} publications with as many articles a week, for 90 days`,
      seed: ({ firestore }) => seedOverview(firestore, publications, Math.round(publications / 7)),
      paths: all,
    },
    {
      name: 'small',
      title: '75 publications with 500 articles a day, for 90 days',
      seed: ({ firestore }) => seedOverview(firestore, 75, 500),
      paths: all,
    },
  ];
}

function print(row: readonly string[]): void {
  process.stdout.write(`| ${row.join(' | ')} |\n`);
}

/** In milliseconds. Processor time is that of all threads of this process, which is client and server. */
interface Times {
  readonly wall: number[];
  readonly processor: number[];
}

async function measure(
  { env }: TestEmulators,
  given: string,
  options: Options,
  reads: ReadCounter,
): Promise<string[]> {
  const open = () => serveShow({ ...env, SHOW_CURSOR_KEY, SHOW_FIRESTORE_TIMEOUT_MS: '60000' });
  const path = await pathOf(given, open);
  const cold: Times = { wall: [], processor: [] };
  const warm: Times = { wall: [], processor: [] };
  let coldReads = 0;
  let warmReads = 0;
  let bytes = 0;
  for (let instance = 0; instance < options.instances; instance++) {
    await using show = await open();
    // This request opens the connection to Firestore, so that the measured ones do not.
    await (await fetch(`${show.url}/api/publications/nobody`)).arrayBuffer();
    const ask = async (into: Times): Promise<void> => {
      const startedAt = performance.now();
      const usedAt = process.cpuUsage();
      const response = await fetch(show.url + path);
      const body = await response.arrayBuffer();
      if (response.status !== 200)
        throw new Error(`${path} answered ${response.status}: ${Buffer.from(body)}`);
      bytes = body.byteLength;
      into.wall.push(performance.now() - startedAt);
      const { user, system } = process.cpuUsage(usedAt);
      into.processor.push((user + system) / 1_000);
    };
    reads.take();
    await ask(cold);
    coldReads = Math.max(coldReads, reads.take());
    if (instance > 0) continue;
    for (let n = 0; n < options.requests; n++) await ask(warm);
    warmReads = reads.take() / options.requests;
  }
  return [
    given,
    quantile(cold.wall, 0.5),
    quantile(cold.wall, 0.99),
    quantile(cold.processor, 0.5),
    quantile(warm.wall, 0.5),
    quantile(warm.wall, 0.99),
    quantile(warm.processor, 0.5),
    String(coldReads),
    warmReads.toFixed(1),
    String(bytes),
  ];
}

/** The path itself, or that of its second page. */
async function pathOf(given: string, open: () => ReturnType<typeof serveShow>): Promise<string> {
  const path = given.replace(/^next of /, '');
  if (path === given) return path;
  await using show = await open();
  const { nextCursor } = (await (await fetch(show.url + path)).json()) as { nextCursor: string };
  return `${path}&cursor=${nextCursor}`;
}

/** With few times, the 99th percentile is the largest. */
function quantile(times: readonly number[], share: number): string {
  const sorted = times.toSorted((a, b) => a - b);
  return (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0).toFixed(1);
}
