/** One dashboard that shows whether posts flow, where they wait, and what costs. */
import { MonitoringDashboard } from '@cdktf/provider-google/lib/monitoring-dashboard/index.js';
import { type Deployment, literal } from '../deployment.ts';
import { type Queries, queriesOf } from './queries.ts';

interface Chart {
  readonly title: string;
  /** Legend to query. */
  readonly lines: Readonly<Record<string, string>>;
  readonly unit?: string;
}

/** The names of PromQL labels in a legend are filled in by Cloud Monitoring. */
const label = (name: string): string => `\${labels.${name}}`;

function chartsOf(queries: Queries): readonly Chart[] {
  const { posts, quantile, requests, requestSeconds } = queries;
  return [
    {
      title: 'Posts a second, by stage',
      lines: {
        submitted: queries.submitted,
        extracted: posts('extract', 'extracted'),
        saved: posts('save', 'saved'),
      },
    },
    { title: 'Messages waiting', lines: { [label('subscription_id')]: queries.waiting } },
    {
      title: 'Age of the oldest message waiting',
      lines: { [label('subscription_id')]: queries.oldestWaitingSeconds },
      unit: 's',
    },
    {
      title: 'From the arrival of a post to its published result',
      lines: {
        median: quantile(0.5, 'pipeline_extract_seconds'),
        '99th percentile': quantile(0.99, 'pipeline_extract_seconds'),
      },
      unit: 's',
    },
    {
      title: 'Duration of a commit',
      lines: {
        median: quantile(0.5, 'pipeline_commit_seconds'),
        '99th percentile': quantile(0.99, 'pipeline_commit_seconds'),
      },
      unit: 's',
    },
    { title: 'Firestore writes per post', lines: { writes: queries.writesPerPost } },
    { title: 'Roll-ups behind the counters', lines: { behind: queries.rollUpLagSeconds }, unit: 's' },
    { title: 'Publications gone silent', lines: { silent: queries.silentPublications }, unit: '1' },
    { title: 'Dead letters', lines: { [label('subscription_id')]: queries.deadLetters } },
    {
      title: 'Posts a second with other outcomes',
      lines: {
        [`extract: ${label('outcome')}`]: posts('extract', 'retried|dead-lettered'),
        [`save: ${label('outcome')}`]: posts('save', 'retried|dead-lettered|duplicate|changed'),
      },
    },
    {
      title: 'Requests a second',
      lines: {
        submit: requests('submit'),
        'submit, failed': requests('submit', '5xx'),
        show: requests('show'),
        'show, failed': requests('show', '5xx'),
      },
    },
    {
      title: 'Duration of a request, 95th percentile',
      lines: { submit: requestSeconds('submit'), show: requestSeconds('show') },
      unit: 's',
    },
    { title: 'CPU of the machines', lines: { [label('instance_name')]: queries.cpu } },
    { title: 'Memory of a daemon', lines: { [label('stage')]: queries.residentBytes }, unit: 'By' },
    {
      title: 'Machines and healthy daemons',
      lines: { machines: queries.machines, [label('daemon')]: queries.wellDaemons },
    },
    {
      title: 'Costs: machines and instances of functions',
      lines: { machines: queries.machines, [label('service_name')]: queries.instances },
    },
    { title: 'Costs: Firestore writes a second', lines: { writes: queries.firestoreWrites } },
    {
      title: 'Costs: bytes a second of topic posts',
      lines: { bytes: queries.publishedBytes },
      unit: 'By',
    },
  ];
}

const WIDTH = 24;
const HEIGHT = 16;

/** Creates the dashboard. */
export function createDashboard(deployment: Deployment): MonitoringDashboard {
  const tiles = chartsOf(queriesOf(deployment)).map((chart, index) => ({
    xPos: (index % 2) * WIDTH,
    yPos: Math.floor(index / 2) * HEIGHT,
    width: WIDTH,
    height: HEIGHT,
    widget: {
      title: chart.title,
      xyChart: {
        dataSets: Object.entries(chart.lines).map(([legendTemplate, prometheusQuery]) => ({
          plotType: 'LINE',
          legendTemplate,
          timeSeriesQuery: { prometheusQuery, ...(chart.unit && { unitOverride: chart.unit }) },
        })),
      },
    },
  }));
  const dashboard = { displayName: deployment.base, mosaicLayout: { columns: 2 * WIDTH, tiles } };
  return new MonitoringDashboard(deployment.stack, 'dashboard', {
    project: deployment.project,
    dashboardJson: literal(JSON.stringify(dashboard)),
  });
}
