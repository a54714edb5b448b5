/**
 * Time and Firestore reads of each endpoint of show, with many entities in one publication. The emulator has no indexes: it looks at every
 * entity for every query, so its times are an upper bound that grows with the data, and production's do not. Reads are the same in both.
 */
import { FieldValue } from '@google-cloud/firestore';
import { collections } from '../../functions/common/domain/collections.ts';
import { publicationId } from '../../functions/common/domain/keys.ts';
import { entityTypes, type ProcessedPost } from '../../functions/common/domain/post.ts';
import { defineCommand, wholeNumber } from '../../functions/common/process/command-line.ts';
import { startTestEmulators } from '../support/emulators.ts';
import { seed } from '../support/show/seed.ts';
import { serveShow } from '../support/show/serve.ts';
import { countReads, type ReadCounter } from './show.count-reads.ts';

interface Options {
  readonly entities: number;
  readonly requests: number;
}

interface Endpoint {
  readonly name: string;
  readonly path: string;
  /** Sends the validator of an answer before: what a page does that stays open. */
  readonly again?: true;
  /** The publication changes before each request, so that nothing kept from before will do. */
  readonly changed?: true;
}

const BIG = 'The Long List';
const ENTITIES_PER_POST = 1_000;

export const command = defineCommand('show')
  .description('time and Firestore reads of each endpoint of show, with a publication of many entities')
  .option('--entities <n>', 'entities in one publication', wholeNumber(100, 10_000_000), 100_000)
  .option('--requests <n>', 'requests of each endpoint', wholeNumber(1, 100_000), 25)
  .action(run);

/** Runs the benchmark and prints a table. */
async function run(options: Options): Promise<void> {
  const reads = countReads();
  await using emulators = await startTestEmulators();
  await seed(emulators.firestore, posts(options.entities));
  // Nothing is shared between requests, so that each is measured; and a slow answer is a figure, not a failure.
  await using show = await serveShow({ ...emulators.env, SHOW_FIRESTORE_TIMEOUT_MS: '60000' });
  const heading = ['endpoint', 'p50 ms', 'p99 ms', 'reads, first', 'reads, then', 'bytes'];
  const print = (row: readonly string[]): boolean => process.stdout.write(`| ${row.join(' | ')} |\n`);
  process.stdout.write(
    `${options.entities} entities in one publication, ${options.requests} requests each\n`,
  );
  print(heading);
  print(heading.map(() => '---'));
  const publication = emulators.firestore.collection(collections.publications).doc(publicationId(BIG));
  for (const endpoint of await endpoints(show.url)) {
    const change = async (): Promise<void> => {
      if (endpoint.changed) await publication.update({ updatedAt: FieldValue.serverTimestamp() });
    };
    print(await measure(show.url, endpoint, options.requests, reads, change));
  }
}

function posts(entities: number): ProcessedPost[] {
  const big = Array.from(
    { length: Math.ceil(entities / ENTITIES_PER_POST) },
    (_, post): ProcessedPost => ({
      postId: `bench-${post}`,
      publication: BIG,
      entities: Array.from(
        { length: Math.min(ENTITIES_PER_POST, entities - post * ENTITIES_PER_POST) },
        (_, n) => entity(post * ENTITIES_PER_POST + n),
      ),
    }),
  );
  const others = Array.from(
    { length: 30 },
    (_, n): ProcessedPost => ({
      postId: `bench-other-${n}`,
      publication: `Paper ${n}`,
      entities: Array.from({ length: 40 }, (_, m) => entity(m)),
    }),
  );
  return [...big, ...others];
}

/** Counts fall off as those of names do: the nth is about the first divided by n. */
function entity(n: number): ProcessedPost['entities'][number] {
  return { type: entityTypes[n % 3] ?? 'person', text: `Name ${n}`, count: 1 + Math.floor(50_000 / (n + 1)) };
}

async function endpoints(url: string): Promise<Endpoint[]> {
  const list = '/api/publications/the%20long%20list/entities';
  const { nextCursor } = (await (await fetch(`${url}${list}?limit=40`)).json()) as { nextCursor: string };
  return [
    { name: 'publications, 12 with 20 entities each', path: '/api/publications?limit=12&top=20' },
    { name: 'publications, 20', path: '/api/publications' },
    { name: 'publication', path: '/api/publications/the%20long%20list' },
    { name: 'entities, 40, changed since', path: `${list}?limit=40`, changed: true },
    { name: 'entities, 40, unchanged', path: `${list}?limit=40` },
    { name: 'entities, 40, unchanged (304)', path: `${list}?limit=40`, again: true },
    { name: 'entities, 40, second page', path: `${list}?limit=40&cursor=${nextCursor}` },
    { name: 'entities, 40 places, changed since', path: `${list}?limit=40&type=place`, changed: true },
    {
      name: 'entities, 40 by prefix, changed since',
      path: `${list}?limit=40&prefix=name%2077`,
      changed: true,
    },
    { name: 'entity in 31 publications', path: '/api/entities/person/name%200?limit=40' },
    { name: 'search, 40', path: '/api/entities?prefix=name%2077&limit=40' },
    { name: 'stats', path: '/api/stats' },
    { name: 'openapi.json', path: '/api/openapi.json' },
  ];
}

async function measure(
  url: string,
  endpoint: Endpoint,
  requests: number,
  reads: ReadCounter,
  change: () => Promise<void>,
): Promise<string[]> {
  let etag: string | null = null;
  let bytes = 0;
  const ask = async (): Promise<number> => {
    const startedAt = performance.now();
    const headers = endpoint.again && etag !== null ? { 'if-none-match': etag } : undefined;
    const response = await fetch(url + endpoint.path, headers === undefined ? {} : { headers });
    const body = await response.arrayBuffer();
    if (response.status >= 400) throw new Error(`${endpoint.path} answered ${response.status}`);
    etag = response.headers.get('etag');
    bytes = body.byteLength;
    return performance.now() - startedAt;
  };
  await change();
  reads.take();
  await ask();
  const first = reads.take();
  const times: number[] = [];
  for (let n = 0; n < requests; n++) {
    await change();
    times.push(await ask());
  }
  const later = reads.take() / requests;
  times.sort((a, b) => a - b);
  const quantile = (share: number): string =>
    (times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0).toFixed(1);
  return [endpoint.name, quantile(0.5), quantile(0.99), String(first), later.toFixed(1), String(bytes)];
}
