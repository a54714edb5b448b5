/**
 * The parts and behaviour that all daemons share: the options each is made with, and a health server from the
 * start to the end of draining.
 */
import type { z } from 'zod';
import { type Topology, topology } from '../domain/topology.ts';
import { type HealthCheck, serveHealth } from '../process/health.ts';
import type { Life } from '../process/lifecycle.ts';
import type { Log } from '../process/log.ts';
import type { Metrics } from '../process/metrics.ts';
import type { Runtime } from '../process/runtime.ts';
import type { commonSettings, daemonSettings } from '../process/settings.ts';
import type { PubSubClient } from './pubsub.ts';

/**
 * Processes the messages of a subscription. Disposing of it drains: it stops pulling, finishes the messages
 * in flight, and hands back those that are not finished in time.
 */
export interface Daemon extends AsyncDisposable {
  /** Why it is not working; empty when it is. */
  readonly problems: HealthCheck;
}

/** The clients that a stage has opened before it starts its daemon. */
export interface DaemonClients {
  readonly pubsub: PubSubClient;
  readonly metrics: Metrics;
  readonly log: Log;
}

/** The parts that every daemon is made with. */
export interface DaemonParts extends DaemonClients {
  readonly topology: Topology;
  readonly runtime: Runtime;
  /** How long Pub/Sub may take to accept a message, in milliseconds. */
  readonly publishTimeoutMs: number;
  /**
   * How long the messages in flight may take to finish at the end, in milliseconds; then they are handed
   * back.
   */
  readonly finishingMs: number;
  /** A stream is reopened when no message has arrived on it for this time, in milliseconds. */
  readonly silenceMs: number;
  /** How long a message is leased at a time, in seconds. */
  readonly leaseSeconds: number;
}

/** The time for handing messages back and closing clients when Pub/Sub and Firestore are both unavailable. */
const HANDING_BACK_MS = 5_000;

/**
 * The part of the drain time-out for finishing messages in flight: all of it but the time for handing the
 * rest back, and at least half.
 * @param drainTimeoutMs in milliseconds
 */
export function finishingTime(drainTimeoutMs: number): number {
  return Math.max(drainTimeoutMs - HANDING_BACK_MS, drainTimeoutMs / 2);
}

/** The settings that all daemons share. */
export type DaemonConfig = z.infer<z.ZodObject<typeof commonSettings & typeof daemonSettings>> & {
  readonly PORT: number;
};

/**
 * Starts a daemon and its health server, which reports `starting` until then. At the end of the process the
 * daemon is drained first, then the server closed, then the clients.
 * @param open makes the daemon
 * @returns the port of the health server
 * @throws ExplainedError when the port is taken
 */
export async function startDaemon(
  { parts, runtime }: Life,
  config: DaemonConfig,
  clients: DaemonClients,
  open: (shared: DaemonParts) => Daemon,
): Promise<{ readonly port: number }> {
  let check: HealthCheck = () => ['starting'];
  const { port } = parts.use(
    await serveHealth({
      port: config.PORT,
      host: config.HOST,
      variable: 'PORT',
      registry: clients.metrics.registry,
      check: () => check(),
    }),
  );
  const daemon = parts.use(
    open({
      ...clients,
      runtime,
      topology: topology(config.NAME_PREFIX),
      publishTimeoutMs: config.PUBLISH_TIMEOUT_MS,
      finishingMs: finishingTime(config.DRAIN_TIMEOUT_MS),
      silenceMs: config.STREAM_SILENCE_MS,
      leaseSeconds: config.LEASE_SECONDS,
    }),
  );
  check = daemon.problems;
  return { port };
}
