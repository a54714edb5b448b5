/**
 * What a person is called for. Each alert says what it means for readers of the counts; what to do about it stands in docs/operations.md
 * under the alert's name. Conditions are PromQL, which, unlike a threshold on a metric, can be created before the metric was ever written.
 */
import { MonitoringAlertPolicy } from '@cdktf/provider-google/lib/monitoring-alert-policy/index.js';
import { MonitoringNotificationChannel } from '@cdktf/provider-google/lib/monitoring-notification-channel/index.js';
import { type Deployment, literal } from '../deployment.ts';
import { type Queries, queriesOf } from './queries.ts';

export interface Alert {
  /** Also the heading in docs/operations.md. */
  readonly name: string;
  readonly severity: 'CRITICAL' | 'ERROR' | 'WARNING';
  readonly means: string;
  /** True, as PromQL, while something is wrong. */
  readonly query: string;
  /** So long it has to be true, in seconds; a multiple of 60. */
  readonly forSeconds: number;
}

/** All alerts of a deployment. */
export function alertsOf(deployment: Deployment): readonly Alert[] {
  const queries = queriesOf(deployment);
  const { waiting, oldestWaitingSeconds, deadLetters, posts, requests, wellDaemons, rollUpLagSeconds } =
    queries;
  const failing = (service: string): string =>
    `${requests(service, '5xx')} / ${requests(service)} > 0.05 and ${requests(service)} > 0.1`;
  return [
    {
      name: 'Messages wait too long',
      severity: 'ERROR',
      means: 'Counts are more than ten minutes behind what was submitted.',
      query: `${oldestWaitingSeconds} > 600`,
      forSeconds: 300,
    },
    {
      name: 'Dead letters',
      severity: 'WARNING',
      means: 'Posts could not be processed and are not counted; they wait for a person for 31 days.',
      query: `${deadLetters} > 0`,
      forSeconds: 0,
    },
    {
      name: 'Submit fails',
      severity: 'CRITICAL',
      means: 'More than one request in twenty to submit posts is answered with an error of ours.',
      query: failing('submit'),
      forSeconds: 300,
    },
    {
      name: 'Show fails',
      severity: 'ERROR',
      means: 'More than one request in twenty for counts is answered with an error of ours.',
      query: failing('show'),
      forSeconds: 300,
    },
    {
      name: 'Posts are retried',
      severity: 'WARNING',
      means: 'More than one post in ten is handed back to be tried again: work is done more than once.',
      query: retried(queries),
      forSeconds: 600,
    },
    {
      name: 'Nothing is saved',
      severity: 'CRITICAL',
      means: 'Posts wait, and none has been counted for ten minutes.',
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
      name: 'Machines are unhealthy',
      severity: 'CRITICAL',
      means:
        'Fewer daemons are well than there have to be machines, so posts are processed late or not at all.',
      query: `(${wellDaemons} < ${deployment.settings.MIN_MACHINES}) or absent(pipeline_daemon_well{deployment="${deployment.base}"})`,
      forSeconds: 600,
    },
  ];
}

function retried({ posts }: Queries): string {
  const one = (stage: 'extract' | 'save'): string =>
    `sum(${posts(stage, 'retried')}) / sum(${posts(stage, '.+')}) > 0.1`;
  return `(${one('extract')}) or (${one('save')})`;
}

/** Creates the alerts, and the channel by which people hear of them. */
export function createAlerts(deployment: Deployment): void {
  const { stack, project, settings, base } = deployment;
  const channels =
    settings.ALERT_EMAIL === ''
      ? []
      : [
          new MonitoringNotificationChannel(stack, 'alert-email', {
            project,
            displayName: `${base}: alerts`,
            type: 'email',
            labels: { email_address: settings.ALERT_EMAIL },
          }).name,
        ];
  for (const alert of alertsOf(deployment)) {
    new MonitoringAlertPolicy(stack, `alert-${alert.name.toLowerCase().replaceAll(' ', '-')}`, {
      project,
      displayName: `${base}: ${alert.name}`,
      severity: alert.severity,
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
        content: literal(`${alert.means} What to do: docs/operations.md, "${alert.name}".`),
      },
      notificationChannels: channels,
      alertStrategy: { autoClose: '86400s' },
    });
  }
}
