/**
 * Metrics in Prometheus' format. Both daemons count each delivery of a post in `pipeline_posts_total`, with
 * its outcome as the label `outcome`. All other metrics are separate.
 */
import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client';

export interface Metrics {
  readonly registry: Registry;
  /** Adds to the one counter of posts. */
  countPosts(outcome: string, posts?: number): void;
}

/**
 * The metrics of one process.
 * @param stage its name: the label `stage` of everything it measures
 */
export function createMetrics(stage: string): Metrics {
  const registry = new Registry();
  registry.setDefaultLabels({ stage });
  collectDefaultMetrics({ register: registry });
  const posts = new Counter({
    name: 'pipeline_posts_total',
    help: 'Deliveries of posts that this stage has settled, by outcome.',
    labelNames: ['outcome'],
    registers: [registry],
  });
  return {
    registry,
    countPosts: (outcome, count = 1) => posts.inc({ outcome }, count),
  };
}

/** Measures how many messages a daemon has in flight, as `held` returns it. */
export function measureHeld({ registry }: Metrics, held: () => number): void {
  new Gauge({
    name: 'pipeline_held_messages',
    help: 'Messages in flight: received from the subscription and not settled yet.',
    registers: [registry],
    collect() {
      this.set(held());
    },
  });
}
