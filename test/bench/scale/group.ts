/**
 * Models the group of machines under a day's traffic, with the rules of the autoscaler
 * (https://cloud.google.com/compute/docs/autoscaler/understanding-autoscaler-decisions). Each signal asks for
 * a number of machines, and the largest one decides. Growth is immediate; shrinking waits for ten calm
 * minutes. Posts are a fluid in one queue. A machine works at its full rate once it is initialized, and not
 * before.
 */

export interface Traffic {
  readonly postsADay: number;
  /** The rate of the day's busiest hour above the mean, as a share. The quietest hour is as far below. */
  readonly swing: number;
  /** The rate during a burst, as a multiple of the rate without it. */
  readonly burstTimes: number;
  readonly burstAtS: number;
  readonly burstSeconds: number;
}

export interface GroupRules {
  /** Posts per second of a machine. */
  readonly machineRate: number;
  readonly waitingPerMachine: number;
  readonly processorTarget: number;
  readonly initializationS: number;
  readonly scaleIn: { readonly machines: number; readonly windowS: number };
  readonly least: number;
  readonly most: number;
}

export interface GroupDay {
  /** The age of the oldest waiting post in seconds: the maximum, and the 99th percentile. */
  readonly oldestS: number;
  readonly p99S: number;
  /** Seconds of the day in which the oldest post waited longer than ten minutes. */
  readonly overTenMinutesS: number;
  readonly mostMachines: number;
  readonly machineHours: number;
}

const DAY_S = 86_400;
const STEP_S = 10;
/**
 * Pub/Sub's backlog is sampled every minute and visible up to two minutes later. CPU use is visible a minute
 * later.
 */
const BACKLOG_DELAY_S = 150;
const PROCESSOR_DELAY_S = 60;
/** The group shrinks only when no signal asked for more machines in this time. */
const CALM_S = 600;
const ALERT_S = 600;

/** Posts per second at a time of the day. */
export function rateAt(
  { postsADay, swing, burstTimes, burstAtS, burstSeconds }: Traffic,
  at: number,
): number {
  const usual = (postsADay / DAY_S) * (1 - swing * Math.cos((2 * Math.PI * at) / DAY_S));
  const inBurst = at >= burstAtS && at < burstAtS + burstSeconds;
  return inBurst ? usual * burstTimes : usual;
}

/** The number of machines that the signals ask for. */
export function wanted(
  rules: GroupRules,
  { waiting, busy, ready }: { readonly waiting: number; readonly busy: number; readonly ready: number },
): number {
  const byBacklog = Math.ceil(waiting / rules.waitingPerMachine);
  const byProcessors = Math.ceil((ready * busy) / rules.processorTarget);
  return Math.min(rules.most, Math.max(rules.least, byBacklog, byProcessors));
}

/** Runs a day that begins with the minimum of machines and no backlog. */
export function simulateDay(traffic: Traffic, rules: GroupRules): GroupDay {
  let readyAt: number[] = Array.from({ length: rules.least }, () => 0);
  const history: { readonly at: number; readonly waiting: number; readonly busy: number }[] = [];
  const asked: { readonly at: number; readonly machines: number }[] = [];
  const arrived: number[] = [];
  const ages: number[] = [];
  let sent = 0;
  let served = 0;
  let oldest = 0;
  let shrunkAt = -rules.scaleIn.windowS;
  let mostMachines = 0;
  let machineSeconds = 0;

  for (let at = 0; at < DAY_S; at += STEP_S) {
    sent += rateAt(traffic, at) * STEP_S;
    arrived.push(sent);
    const ready = readyAt.filter((since) => since <= at).length;
    const could = ready * rules.machineRate * STEP_S;
    const does = Math.min(could, sent - served);
    served += does;
    while ((arrived[oldest] ?? Infinity) <= served) oldest += 1;
    ages.push(Math.max(0, at - oldest * STEP_S));
    history.push({ at, waiting: sent - served, busy: could === 0 ? 0 : does / could });
    machineSeconds += readyAt.length * STEP_S;
    mostMachines = Math.max(mostMachines, readyAt.length);

    const seen = (delay: number) => history[Math.max(0, history.length - 1 - Math.floor(delay / STEP_S))];
    const want = wanted(rules, {
      waiting: seen(BACKLOG_DELAY_S)?.waiting ?? 0,
      busy: seen(PROCESSOR_DELAY_S)?.busy ?? 0,
      ready,
    });
    asked.push({ at, machines: want });
    const calm = asked
      .filter((one) => one.at > at - CALM_S)
      .reduce((max, one) => Math.max(max, one.machines), 0);
    const grow = want - readyAt.length;
    if (grow > 0) {
      readyAt = [...readyAt, ...Array.from({ length: grow }, () => at + rules.initializationS)];
    } else if (calm < readyAt.length && at - shrunkAt >= rules.scaleIn.windowS) {
      const most = Math.min(rules.scaleIn.machines, readyAt.length - calm);
      readyAt = readyAt.toSorted((a, b) => a - b).slice(0, readyAt.length - most);
      shrunkAt = at;
    }
  }
  const sorted = ages.toSorted((a, b) => a - b);
  return {
    oldestS: sorted.at(-1) ?? 0,
    p99S: sorted[Math.floor(0.99 * (sorted.length - 1))] ?? 0,
    overTenMinutesS: ages.filter((age) => age > ALERT_S).length * STEP_S,
    mostMachines,
    machineHours: machineSeconds / 3_600,
  };
}
