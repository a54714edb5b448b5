/**
 * `npm run bench -- scale16`: the capacity of a machine with 16 hardware threads, by a model of the measured
 * parts. Prints the error of the model against measurements on such a machine. Also prints the group of
 * machines under a day's traffic with a burst, by the deployed rules of the autoscaler. Measures nothing and
 * takes a second.
 */
import { coresOf } from '../../cdktf/machines.ts';
import { INITIALIZATION_S, PROCESSOR_TARGET, SCALE_IN, WAITING_PER_CORE } from '../../cdktf/scaling.ts';
import { machineHour } from '../../docs/costs.ts';
import { defineCommand, positiveNumber, wholeNumber } from '../../functions/common/process/command-line.ts';
import { type GroupRules, simulateDay, type Traffic } from './scale/group.ts';
import {
  type MachineSetup,
  type PartsWork,
  type Processors,
  predict,
  scaled,
} from './scale/machine-model.ts';
import { FIGURES, middleOf, partsOf6f4ad57, RATIOS, T2D, XEON } from './scale/parts.ts';

interface Options {
  readonly pool: number;
  readonly extract: number;
  readonly save: number;
  readonly postsADay: number;
  readonly burst: number;
  readonly minutes: number;
  readonly most: number;
}

const CORES = coresOf('t2d-standard-16');
/** One daemon of each kind, as on deployed machines, with Google's services instead of emulators. */
const DEPLOYED: MachineSetup = { poolProcesses: 15, extractDaemons: 1, saveDaemons: 1, hasEmulators: false };
const SHAPE = { swing: 0.6, burstAtS: 9 * 3_600 } as const;

export const command = defineCommand('scale16')
  .description('a model of a machine with 16 threads, and the group of machines under a day of traffic')
  .option(
    '--pool <ratio>',
    "a pool process's processor time a post, of 6f4ad57's",
    positiveNumber,
    RATIOS.pool,
  )
  .option('--extract <ratio>', "the extract daemon's", positiveNumber, RATIOS.extract)
  .option('--save <ratio>', "the save daemon's", positiveNumber, RATIOS.save)
  .option('--posts-a-day <n>', 'posts of the day', wholeNumber(1, 10_000_000_000), 200_000_000)
  .option('--burst <n>', 'times the usual rate, from 9 o’clock', positiveNumber, 10)
  .option('--minutes <n>', 'how long the burst lasts', wholeNumber(1, 1_440), 15)
  .option('--most <n>', 'MAX_MACHINES', wholeNumber(1, 1_000), 10)
  .action(run);

async function run(options: Options): Promise<void> {
  const before = partsOf6f4ad57(XEON);
  const now = scaled(before, options);
  const machines = { '16 whole cores (t2d)': T2D, '8 cores, 16 threads (Xeon)': XEON };
  const rates = Object.entries(machines).map(([name, processors]) => ({
    name,
    ...predict(processors, now, DEPLOYED),
  }));
  const machineRate = predict(T2D, now, DEPLOYED).postsPerSecond;
  const traffic: Traffic = {
    ...SHAPE,
    postsADay: options.postsADay,
    burstTimes: options.burst,
    burstSeconds: options.minutes * 60,
  };
  const days = [15, 30, 60, 120, 240].map((seconds) =>
    dayWith(traffic, options.most, machineRate, seconds * machineRate, `${seconds} s of work`),
  );
  const deployed = dayWith(traffic, options.most, machineRate, WAITING_PER_CORE * CORES, 'as deployed');
  process.stdout.write(
    `${fitOf(before)}\n${ratesOf(rates)}\n${daysOf(traffic, options.most, [...days, deployed])}\n${ASSUMED}\n`,
  );
  process.stdout.write(`${JSON.stringify({ options, parts: { before, now }, rates, days, deployed })}\n`);
}

const ASSUMED = `Assumed, not measured: a core of t2d is as fast as one of the Xeon's by itself; two threads of a core do 1.3 times the work of
one; encryption and the network to Google's services cost no processor time; Pub/Sub and Firestore have no limit of their own;
a backlog is seen by the autoscaler 150 s late. The ratios are those of two cores.`;

interface NamedRate {
  readonly name: string;
  readonly postsPerSecond: number;
  readonly limit: string;
}

function fitOf(work: PartsWork): string {
  const lines = FIGURES.map(({ what, setup, measured, isGiven }) => {
    const { postsPerSecond, limit } = predict(XEON, work, setup);
    const off = postsPerSecond / middleOf(measured) - 1;
    return row(
      what,
      measured.map((one) => one.toFixed(0)).join(' to '),
      postsPerSecond.toFixed(0),
      isGiven ? 'given' : percent(off),
      limit,
    );
  });
  const head = row('6f4ad57, 16 threads, posts/s', 'measured', 'model', 'off by', 'limited by');
  return `${[head, ...lines, sensitivityOf()].join('\n')}\n`;
}

/** The influence of the one assumption that no measurement supports. */
function sensitivityOf(): string {
  const worst = [0.2, 0.3, 0.4].map((pairYield) => {
    const processors: Processors = { ...XEON, pairYield };
    const work = partsOf6f4ad57(processors);
    const offs = FIGURES.filter(({ isGiven }) => !isGiven).map(({ setup, measured }) =>
      Math.abs(predict(processors, work, setup).postsPerSecond / middleOf(measured) - 1),
    );
    return `${percent(offs.reduce((most, one) => Math.max(most, one), 0))} at ${pairYield}`;
  });
  return `Off by at most, by the yield of a core's second thread: ${worst.join(', ')}.`;
}

function ratesOf(rates: readonly NamedRate[]): string {
  const lines = rates.map(({ name, postsPerSecond, limit }) => row(name, postsPerSecond.toFixed(0), limit));
  return `${[row('this version in the cloud', 'posts/s', 'limited by'), ...lines].join('\n')}\n`;
}

interface NamedDay {
  readonly name: string;
  readonly waitingPerMachine: number;
  readonly oldestS: number;
  readonly p99S: number;
  readonly mostMachines: number;
  readonly machineHours: number;
  readonly dollars: number;
}

function dayWith(
  traffic: Traffic,
  most: number,
  machineRate: number,
  waitingPerMachine: number,
  name: string,
): NamedDay {
  const rules: GroupRules = {
    machineRate,
    waitingPerMachine,
    processorTarget: PROCESSOR_TARGET,
    initializationS: INITIALIZATION_S,
    scaleIn: SCALE_IN,
    least: 1,
    most,
  };
  const day = simulateDay(traffic, rules);
  return { name, waitingPerMachine, ...day, dollars: day.machineHours * machineHour(CORES) };
}

function daysOf(traffic: Traffic, most: number, days: readonly NamedDay[]): string {
  const lines = days.map(({ name, waitingPerMachine, oldestS, p99S, mostMachines, machineHours, dollars }) =>
    row(
      name,
      waitingPerMachine.toFixed(0),
      `${oldestS.toFixed(0)} s`,
      `${p99S.toFixed(0)} s`,
      String(mostMachines),
      machineHours.toFixed(1),
      `$${dollars.toFixed(2)}`,
    ),
  );
  const head = row('messages for a machine', '', 'oldest', '99 %', 'machines', 'hours', 'cost');
  const about = `${(traffic.postsADay / 1e6).toFixed(0)} million posts in a day, ${traffic.burstTimes} times the rate for ${traffic.burstSeconds / 60} minutes, at most ${most} machines`;
  return `${[about, head, ...lines].join('\n')}\n`;
}

function row(first: string, ...others: readonly string[]): string {
  return `${first.padEnd(34)}${others.map((one) => one.padStart(15)).join('')}`.trimEnd();
}

function percent(share: number): string {
  return `${(100 * share).toFixed(0)} %`;
}
