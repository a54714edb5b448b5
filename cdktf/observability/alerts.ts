/**
 * The alerts that call a person. Each says what it means for readers of the counts; docs/runbook.md says
 * under its name what to do. Conditions are PromQL: unlike a threshold on a metric, they can be created
 * before the metric was ever written.
 */
import { MonitoringAlertPolicy } from '@cdktf/provider-google/lib/monitoring-alert-policy/index.js';
import { MonitoringNotificationChannel } from '@cdktf/provider-google/lib/monitoring-notification-channel/index.js';
import { type Deployment, literal } from '../deployment.ts';
import { type Queries, queriesOf } from './queries.ts';

export interface Alert {
  /** Also the heading in docs/runbook.md. */
  readonly name: string;
  /**
   * CRITICAL: posts are refused, or nothing is counted: act now. ERROR: counts are late or readers see
   * errors: act today. WARNING: it can wait for the morning.
   */
  readonly severity: 'CRITICAL' | 'ERROR' | 'WARNING';
  readonly means: string;
  /** A PromQL condition. It returns a series while something is wrong. */
  readonly query: string;
  /** The time for which it has to be true, in seconds; a multiple of 60. */
  readonly forSeconds: number;
}

/** All alerts of a deployment. */
export function alertsOf(deployment: Deployment): readonly Alert[] {
  const queries = queriesOf(deployment);
  const { waiting, oldestWaitingSeconds, deadLetters, posts, requests, rollUpLagSeconds } = queries;
  const { MIN_MACHINES: fewest } = deployment.settings;
  const failing = (service: string): string =>
    `${requests(service, '5xx')} / ${requests(service)} > 0.05 and ${requests(service)} > 0.1`;
  return [
    {
      name: 'Messages wait too long',
      severity: 'ERROR',
      means: 'Counts are more than ten minutes behind the submitted posts. No post is lost while it waits.',
      query: `${oldestWaitingSeconds} > 600`,
      forSeconds: 300,
    },
    {
      name: 'Dead letters',
      severity: 'WARNING',
      means:
        'Some posts could not be processed and are not counted. They are kept for 31 days, until a person replays or drops them.',
      query: `${deadLetters} > 0`,
      forSeconds: 0,
    },
    {
      name: 'Submit fails',
      severity: 'CRITICAL',
      means:
        'More than one request in twenty to submit posts is answered with a server error (5xx). Senders have to send those posts again.',
      query: failing('submit'),
      forSeconds: 300,
    },
    {
      name: 'Show fails',
      severity: 'ERROR',
      means: 'More than one request in twenty for counts is answered with a server error (5xx).',
      query: failing('show'),
      forSeconds: 300,
    },
    {
      name: 'A function is unreachable',
      severity: 'CRITICAL',
      means:
        'Submit or show cannot be reached from outside. The log shows no failed request, because no request reaches the function.',
      query: `${queries.reached} < 0.5`,
      forSeconds: 300,
    },
    {
      name: 'Requests are turned away',
      severity: 'WARNING',
      means:
        'More than one request in twenty is answered with 429: all instances are busy, or a sender is over its rate limit.',
      query: ['submit', 'show']
        .map((service) => `(${queries.turnedAway(service)} / ${requests(service)} > 0.05)`)
        .join(' or '),
      forSeconds: 300,
    },
    {
      name: 'Posts are retried',
      severity: 'WARNING',
      means:
        'More than one post in ten is handed back and redelivered, so work is done more than once. Counts stay right.',
      query: retried(queries),
      forSeconds: 600,
    },
    {
      name: 'Nothing is saved',
      severity: 'CRITICAL',
      means: 'Posts wait, but none has been counted for ten minutes.',
      query: `sum(${waiting}) > 0 unless on () sum(${posts('save', 'saved|duplicate')}) > 0`,
      forSeconds: 600,
    },
    {
      name: 'Roll-ups are behind',
      severity: 'WARNING',
      means:
        'The overview of all publications is more than an hour behind the counts, and views of single publications get slower.',
      query: `${rollUpLagSeconds} > 3600`,
      forSeconds: 600,
    },
    {
      name: 'Publications have gone silent',
      severity: 'WARNING',
      means:
        'A publication that usually sends has sent nothing: by its last four weeks, at least 7 articles were expected. Its feed may have moved, or its sender has stopped.',
      // A silence may last for weeks. Only a new one raises the alert, which ends a day later.
      query: `${queries.newlySilentPublications} > 0`,
      forSeconds: 600,
    },
    {
      name: 'Posts cost many writes',
      severity: 'WARNING',
      means: 'A post costs more than four writes to Firestore, where it should cost one or two.',
      query: `${queries.writesPerPost} > 4 and ${queries.firestoreWrites} > 1`,
      forSeconds: 1_800,
    },
    {
      name: 'Many new publications',
      severity: 'WARNING',
      means: `More than ${NEW_PUBLICATIONS} publications were seen for the first time within an hour: a sender may be inventing them.`,
      // A saver that has just begun sees every publication for the first time.
      query: `${queries.newPublicationsAnHour} > ${NEW_PUBLICATIONS} unless on () ${queries.youngestSaverSeconds} < 3600`,
      forSeconds: 300,
    },
    // Without a machine there is no series of healthy daemons. That is right while no machine is needed.
    ...(fewest === 0 ? [] : machineAlerts(deployment, queries)),
  ];
}

/** A newsroom adds publications one by one, and a full import brings some dozens. */
const NEW_PUBLICATIONS = 100;

function machineAlerts({ settings, base }: Deployment, { machines, wellDaemons }: Queries): readonly Alert[] {
  const { MIN_MACHINES: fewest } = settings;
  return [
    {
      name: 'Machines are missing',
      severity: 'ERROR',
      means:
        'There are fewer machines than MIN_MACHINES asks for: Google has none available, or the quota is used up.',
      query: `(${machines} or vector(0)) < ${fewest}`,
      forSeconds: 900,
    },
    {
      name: 'Machines are unhealthy',
      severity: 'CRITICAL',
      means:
        'Fewer daemons are healthy than MIN_MACHINES asks for, so posts are processed late or not at all.',
      query: `(${wellDaemons} < ${fewest}) or absent(pipeline_daemon_well{deployment="${base}"})`,
      forSeconds: 600,
    },
  ];
}

function retried({ posts }: Queries): string {
  const one = (stage: 'extract' | 'save'): string =>
    `sum(${posts(stage, 'retried')}) / sum(${posts(stage, '.+')}) > 0.1`;
  return `(${one('extract')}) or (${one('save')})`;
}

/** Creates the channel by which people hear of alerts, where there is an address. */
export function createChannels({ stack, project, settings, base }: Deployment): readonly string[] {
  if (settings.ALERT_EMAIL === '') return [];
  const channel = new MonitoringNotificationChannel(stack, 'alert-email', {
    project,
    displayName: `${base}: alerts`,
    type: 'email',
    labels: { email_address: settings.ALERT_EMAIL },
    userLabels: { deployment: base },
  });
  return [channel.name];
}

/** Creates the alerts. */
export function createAlerts(deployment: Deployment, channels: readonly string[]): void {
  const { stack, project, base } = deployment;
  for (const alert of alertsOf(deployment)) {
    new MonitoringAlertPolicy(stack, `alert-${alert.name.toLowerCase().replaceAll(' ', '-')}`, {
      project,
      displayName: `${base}: ${alert.name}`,
      severity: alert.severity,
      userLabels: { deployment: base },
      combiner: 'OR',
      conditions: [
        {
          displayName: alert.name,
          conditionPrometheusQueryLanguage: {
            query: literal(alert.query),
            duration: `${alert.forSeconds}s`,
            evaluationInterval: '60s',
            // The pipeline's own metrics do not exist before the first machine has sent them.
            disableMetricValidation: true,
          },
        },
      ],
      documentation: {
        mimeType: 'text/markdown',
        content: literal(`${alert.means} What to do: docs/runbook.md, "${alert.name}".`),
      },
      notificationChannels: [...channels],
      alertStrategy: { autoClose: '86400s' },
    });
  }
}
