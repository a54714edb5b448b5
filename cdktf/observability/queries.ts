/**
 * The PromQL queries that dashboard and alerts share. In PromQL, Google's own metrics have names such as
 * `pubsub_googleapis_com:subscription_oldest_unacked_message_age`
 * (https://cloud.google.com/monitoring/promql/promql-mapping). Ours come from the machines, by the Ops Agent.
 */
import type { Deployment } from '../deployment.ts';
import { checkName } from './uptime.ts';

export interface Queries {
  readonly waiting: string;
  readonly oldestWaitingSeconds: string;
  readonly deadLetters: string;
  readonly submitted: string;
  readonly posts: (stage: 'extract' | 'save', outcomes: string) => string;
  readonly quantile: (quantile: number, histogram: string) => string;
  readonly requests: (service: string, responseClass?: string) => string;
  /** Requests that Cloud Run, or the function itself, refused for lack of capacity. */
  readonly turnedAway: (service: string) => string;
  /** By check, from 0 to 1: how many of the last checks reached their function. */
  readonly reached: string;
  readonly newPublicationsAnHour: string;
  /** The uptime of the youngest saver, in seconds. */
  readonly youngestSaverSeconds: string;
  readonly requestSeconds: (service: string) => string;
  readonly firestoreWrites: string;
  readonly writesPerPost: string;
  readonly rollUpLagSeconds: string;
  readonly silentPublications: string;
  /** The increase over the lowest number of the last day. */
  readonly newlySilentPublications: string;
  readonly cpu: string;
  readonly machines: string;
  readonly wellDaemons: string;
  readonly instances: string;
  readonly publishedBytes: string;
  readonly residentBytes: string;
}

/** The queries of one deployment. */
export function queriesOf(deployment: Deployment): Queries {
  const { topology, base, name } = deployment;
  const subscriptions = [topology.subscriptions.extract.name, topology.subscriptions.save.name];
  const deadLetters = [
    topology.subscriptions.postsDeadLetter.name,
    topology.subscriptions.processedPostsDeadLetter.name,
  ];
  const ours = `deployment="${base}"`;
  const pubsub = (metric: string, names: readonly string[]): string =>
    `pubsub_googleapis_com:subscription_${metric}{monitored_resource="pubsub_subscription",subscription_id=~"${names.join('|')}"}`;
  const topicMetric = (metric: string): string =>
    `pubsub_googleapis_com:topic_${metric}{monitored_resource="pubsub_topic",topic_id="${topology.topics.posts.name}"}`;
  const run = (metric: string, service: string, more = ''): string =>
    `run_googleapis_com:${metric}{monitored_resource="cloud_run_revision",service_name="${name(service)}"${more}}`;
  const writes = `sum(rate(pipeline_firestore_writes_total{${ours}}[5m]))`;
  const saved = `sum(rate(pipeline_posts_total{${ours},stage="save",outcome="saved"}[5m]))`;
  return {
    waiting: `sum by (subscription_id) (${pubsub('num_undelivered_messages', subscriptions)})`,
    oldestWaitingSeconds: `max by (subscription_id) (${pubsub('oldest_unacked_message_age', subscriptions)})`,
    deadLetters: `max by (subscription_id) (${pubsub('num_undelivered_messages', deadLetters)})`,
    submitted: `sum(rate(${topicMetric('send_message_operation_count')}[5m]))`,
    posts: (stage, outcomes) =>
      `sum by (outcome) (rate(pipeline_posts_total{${ours},stage="${stage}",outcome=~"${outcomes}"}[5m]))`,
    quantile: (quantile, histogram) =>
      `histogram_quantile(${quantile}, sum by (le) (rate(${histogram}_bucket{${ours}}[5m])))`,
    requests: (service, responseClass) =>
      `sum(rate(${run('request_count', service, responseClass === undefined ? '' : `,response_code_class="${responseClass}"`)}[5m]))`,
    turnedAway: (service) => `sum(rate(${run('request_count', service, ',response_code="429"')}[5m]))`,
    reached: `avg by (check_id) (avg_over_time(monitoring_googleapis_com:uptime_check_check_passed{monitored_resource="uptime_url",check_id=~"${checkName(deployment, 'submit')}-.*|${checkName(deployment, 'show')}-.*"}[10m]))`,
    newPublicationsAnHour: `sum(increase(pipeline_publications_first_seen_total{${ours}}[1h]))`,
    youngestSaverSeconds: `min(time() - process_start_time_seconds{${ours},stage="save"})`,
    requestSeconds: (service) =>
      `histogram_quantile(0.95, sum by (le) (rate(${run('request_latencies', service).replace('latencies{', 'latencies_bucket{')}[5m]))) / 1000`,
    firestoreWrites: writes,
    writesPerPost: `${writes} / ${saved}`,
    silentPublications: `max(pipeline_silent_publications{${ours}})`,
    newlySilentPublications: `max(pipeline_silent_publications{${ours}}) - min(min_over_time(pipeline_silent_publications{${ours}}[1d]))`,
    rollUpLagSeconds: `max(pipeline_rollup_lag_seconds{${ours}})`,
    cpu: `avg by (instance_name) (compute_googleapis_com:instance_cpu_utilization{monitored_resource="gce_instance",instance_name=~"${name('machine')}-.*"})`,
    machines: `sum(compute_googleapis_com:instance_group_size{monitored_resource="instance_group",instance_group_name="${name('machines')}"})`,
    wellDaemons: `sum by (daemon) (pipeline_daemon_well{${ours}})`,
    instances: `sum by (service_name) (run_googleapis_com:container_instance_count{monitored_resource="cloud_run_revision",service_name=~"${name('submit')}|${name('show')}"})`,
    publishedBytes: `sum(rate(pipeline_extract_message_bytes_sum{${ours}}[5m]))`,
    residentBytes: `max by (stage) (process_resident_memory_bytes{${ours}})`,
  };
}
