/**
 * The service level objectives of the pipeline, and their alerts. Each objective has an error budget for 28
 * days. An alert fires when the budget burns too fast to last. It measures over a long window, so that a blip
 * calls nobody, and over a short one, so that the alert ends soon after its cause
 * (https://sre.google/workbook/alerting-on-slos/).
 */
import { MonitoringAlertPolicy } from '@cdktf/provider-google/lib/monitoring-alert-policy/index.js';
import { MonitoringCustomService } from '@cdktf/provider-google/lib/monitoring-custom-service/index.js';
import { MonitoringSlo, type MonitoringSloConfig } from '@cdktf/provider-google/lib/monitoring-slo/index.js';
import type { Deployment } from '../deployment.ts';

interface Objective {
  readonly id: string;
  /** Also the heading of its alerts in docs/runbook.md. */
  readonly alert: string;
  readonly promise: string;
  readonly goal: number;
  readonly indicator: Pick<MonitoringSloConfig, 'requestBasedSli' | 'windowsBasedSli'>;
}

/** Counts are fresh while the oldest message that waits is younger, in seconds. */
const FRESH_SECONDS = 600;

export function objectivesOf({ name, topology }: Deployment): readonly Objective[] {
  const requests = `metric.type="run.googleapis.com/request_count" resource.type="cloud_run_revision" resource.label."service_name"="${name('submit')}"`;
  const fresh = (id: string, subscription: string): Objective => ({
    id,
    alert: 'Counts are late too often',
    promise: `In 99 % of five-minute windows, the oldest message of ${subscription} is younger than ten minutes`,
    goal: 0.99,
    indicator: {
      windowsBasedSli: {
        windowPeriod: '300s',
        metricMeanInRange: {
          timeSeries: `metric.type="pubsub.googleapis.com/subscription/oldest_unacked_message_age" resource.type="pubsub_subscription" resource.label."subscription_id"="${subscription}"`,
          range: { min: 0, max: FRESH_SECONDS },
        },
      },
    },
  });
  return [
    {
      id: 'submit-available',
      alert: 'Submit fails too often',
      promise: '99.9 % of requests to submit posts are answered without a server error',
      goal: 0.999,
      indicator: {
        requestBasedSli: {
          goodTotalRatio: {
            totalServiceFilter: requests,
            badServiceFilter: `${requests} metric.label."response_code_class"="5xx"`,
          },
        },
      },
    },
    fresh('extract-fresh', topology.subscriptions.extract.name),
    fresh('save-fresh', topology.subscriptions.save.name),
  ];
}

interface Burn {
  readonly id: 'fast' | 'slow';
  readonly severity: 'CRITICAL' | 'WARNING';
  /** How many times as fast as would just use the budget up. */
  readonly rate: number;
  readonly longSeconds: number;
  readonly shortSeconds: number;
}

/**
 * 2 % of the budget in an hour, which calls somebody now, and 5 % in six hours, which can wait for the
 * morning.
 */
const burns: readonly Burn[] = [
  { id: 'fast', severity: 'CRITICAL', rate: 13.4, longSeconds: 3_600, shortSeconds: 300 },
  { id: 'slow', severity: 'WARNING', rate: 5.6, longSeconds: 21_600, shortSeconds: 1_800 },
];

/** Creates the objectives and the alerts on their budgets. */
export function createObjectives(deployment: Deployment, channels: readonly string[]): void {
  const { stack, project, base, name } = deployment;
  const userLabels = { deployment: base };
  const service = new MonitoringCustomService(stack, 'service', {
    project,
    serviceId: name('service'),
    displayName: base,
    userLabels,
  });
  for (const { id, alert, promise, goal, indicator } of objectivesOf(deployment)) {
    const objective = new MonitoringSlo(stack, `objective-${id}`, {
      project,
      service: service.serviceId,
      sloId: id,
      displayName: promise,
      goal,
      rollingPeriodDays: 28,
      userLabels,
      ...indicator,
    });
    for (const burn of burns) {
      new MonitoringAlertPolicy(stack, `burn-${id}-${burn.id}`, {
        project,
        displayName: `${base}: ${alert} (${id}, ${burn.id})`,
        severity: burn.severity,
        combiner: 'AND',
        userLabels,
        conditions: [burn.longSeconds, burn.shortSeconds].map((seconds) => ({
          displayName: `error budget used ${burn.rate} times too fast for ${seconds / 60} minutes`,
          conditionThreshold: {
            filter: `select_slo_burn_rate("${objective.name}", "${seconds}s")`,
            comparison: 'COMPARISON_GT',
            thresholdValue: burn.rate,
            duration: '0s',
          },
        })),
        documentation: {
          mimeType: 'text/markdown',
          content: `Objective: ${promise}. What to do: docs/runbook.md, "${alert}".`,
        },
        notificationChannels: [...channels],
        alertStrategy: { autoClose: '86400s' },
      });
    }
  }
}
