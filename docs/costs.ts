/**
 * Computes the monthly cost of three loads: amounts that were measured or follow from settings, times list
 * prices. The table in `docs/cost.md` is made from this, so that a figure is changed in one place.
 */
import { table } from './table.ts';

const DAYS = 30;
const SECONDS = DAYS * 24 * 3_600;
const GIB = 2 ** 30;

/**
 * In US dollars: list prices for us-central1 without discounts or free quotas. docs/cost.md says which of
 * them to look up.
 */
const price = {
  writes: 0.09 / 100_000,
  reads: 0.03 / 100_000,
  deletes: 0.01 / 100_000,
  storedGib: 0.15,
  recoverableGib: 0.15,
  backupGib: 0.03,
  pubsubTib: 40,
  retainedGib: 0.27,
  t2dCpuHour: 0.027502,
  t2dGbHour: 0.003686,
  diskGb: 0.1,
  requests: 0.4 / 1_000_000,
  cpuSecond: 0.000024,
  gibSecond: 0.0000025,
  logGib: 0.5,
  samples: 0.06 / 1_000_000,
  alertCondition: 0.1,
} as const;

/**
 * Bytes of one post: as sent, as processed, as a record with its index entries, and at most in the counters
 * of a day.
 */
const bytes = { post: 3_500, processed: 1_000, record: 1_100 + 34 * 125, day: 130_000 / 444 } as const;

export const ALERT_CONDITIONS = 26;

export interface Load {
  readonly postsADay: number;
  readonly publications: number;
  /** Measured by `npm run bench -- save`: 2 where posts trickle, 1.52 in windows of 100. */
  readonly writesAPost: number;
  readonly cores: 4 | 16;
}

export const loads: readonly Load[] = [
  { postsADay: 10_000, publications: 75, writesAPost: 2, cores: 4 },
  { postsADay: 100_000, publications: 75, writesAPost: 2, cores: 4 },
  { postsADay: 5_000_000, publications: 750, writesAPost: 1.52, cores: 16 },
];

interface Cost {
  readonly driver: string;
  readonly amount: string;
  readonly of: (load: Load) => number;
}

const records = ({ postsADay }: Load): number => (postsADay * 90 * bytes.record) / GIB;
const days = ({ postsADay }: Load): number => (postsADay * 365 * bytes.day) / GIB;
/** Assumes 10 posts a request. Senders that batch as `npm run submit` does send more; feeds send one. */
const requests = ({ postsADay }: Load): number => (postsADay * DAYS) / 10;

/**
 * The runner of the roll-up spaces its passes (`functions/save/rollup/runner.ts`). Each reads two documents
 * of the open day for each publication.
 */
function rollUpReads({ publications }: Load): number {
  const documents = 2 * publications;
  const minutes = Math.max(1, Math.min(documents / 60, 5), documents / 600);
  return (SECONDS / 60 / minutes) * documents;
}

/** The hourly cost of a t2d-standard machine without its disk, in US dollars. */
export function machineHour(cores: number): number {
  return cores * price.t2dCpuHour + 4 * cores * price.t2dGbHour;
}

function machineMonth({ cores }: Load): number {
  return machineHour(cores) * 730 + 20 * price.diskGb;
}

export const costs: readonly Cost[] = [
  {
    driver: 'Firestore writes',
    amount: '2, 2 and 1.52 documents a post',
    of: (load) => load.postsADay * DAYS * load.writesAPost * price.writes,
  },
  {
    driver: 'Firestore deletes (TTL)',
    amount: 'one record a post',
    of: (load) => load.postsADay * DAYS * price.deletes,
  },
  {
    driver: 'Roll-ups',
    amount: 'the open day of 75, 75 and 750 publications, read every 2.5 to 5 minutes',
    of: (load) => rollUpReads(load) * price.reads,
  },
  {
    driver: 'Records',
    amount: '5.4 KB a post with its index entries, for 90 days',
    of: (load) => records(load) * price.storedGib,
  },
  {
    driver: 'Days',
    amount: 'at most 0.3 KB a post, after a year',
    of: (load) => days(load) * price.storedGib,
  },
  {
    driver: 'Recovery to any minute (PITR)',
    amount: 'as much as is stored',
    of: (load) => (records(load) + days(load)) * price.recoverableGib,
  },
  {
    driver: 'Backups',
    amount: '7 of a day and 4 of a week',
    of: (load) => (records(load) + days(load)) * 11 * price.backupGib,
  },
  {
    driver: 'Pub/Sub throughput',
    amount: 'posts and processed posts, in and out: 9 KB a post',
    of: (load) =>
      ((load.postsADay * DAYS * 2 * (bytes.post + bytes.processed)) / (1_024 * GIB)) * price.pubsubTib,
  },
  {
    driver: 'Retention of topic `posts`',
    amount: '3.5 KB a post for 7 days',
    of: (load) => ((load.postsADay * 7 * bytes.post) / GIB) * price.retainedGib,
  },
  {
    driver: 'Machines',
    amount: 'one t2d-standard-4, -4 and -16, always on, with its disk',
    of: machineMonth,
  },
  {
    driver: 'Submit',
    amount: 'a request for 10 posts, 0.1 s of one processor and 0.5 GiB',
    of: (load) => requests(load) * (price.requests + 0.1 * (price.cpuSecond + 0.5 * price.gibSecond)),
  },
  {
    driver: 'Logs',
    amount: '1.5 KB a request, and 100 entries of 0.5 KB a minute of each machine',
    of: (load) => ((requests(load) * 1_500 + (SECONDS / 60) * 100 * 500) / GIB) * price.logGib,
  },
  {
    driver: 'Metrics',
    amount: '60 samples of each machine every 30 s',
    of: () => (SECONDS / 30) * 60 * price.samples,
  },
  {
    driver: 'Alerts',
    amount: `${ALERT_CONDITIONS} conditions`,
    of: () => ALERT_CONDITIONS * price.alertCondition,
  },
];

/** The monthly cost of a load, in US dollars. */
export function monthOf(load: Load): number {
  return costs.reduce((sum, { of }) => sum + of(load), 0);
}

/** The table of costs. */
function describeCosts(): string {
  const head = [
    'driver',
    'amount',
    ...loads.map(({ postsADay }) => `${postsADay.toLocaleString('en')} a day`),
  ];
  const rows = costs.map(({ driver, amount, of }) => [
    driver,
    amount,
    ...loads.map((load) => dollars(of(load))),
  ]);
  return table(head, [
    ...rows,
    ['**All**', 'a month', ...loads.map((load) => `**${dollars(monthOf(load))}**`)],
  ]);
}

const BEGIN = '<!-- costs: made by `npm run docs:configuration` from docs/costs.ts -->\n\n';
const END = '\n\n<!-- end of costs -->';

/**
 * The guide with the current table.
 * @throws Error when the guide has no place for it
 */
export function withCosts(guide: string): string {
  const from = guide.indexOf(BEGIN);
  const to = guide.indexOf(END);
  if (from === -1 || to < from) throw new Error('docs/cost.md has no place for the costs');
  return guide.slice(0, from + BEGIN.length) + describeCosts() + guide.slice(to);
}

function dollars(amount: number): string {
  if (amount < 0.01) return 'below $0.01';
  return amount < 100 ? `$${amount.toFixed(2)}` : `$${Math.round(amount).toLocaleString('en')}`;
}
