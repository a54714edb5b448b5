/** The parts of a run, opened in a fixed order, because a seed repeats only with that order. */
import './timers.ts';
import type { Daemon } from '../../functions/common/cloud/daemon.ts';
import { type Clients, createClients, type Meddle } from './clients.ts';
import { createTopology } from './create-topology.ts';
import type { Shared } from './daemons.ts';
import { openEngine, type SimulatedServices } from './engine.ts';
import { createNetwork, type Network } from './network.ts';
import { createOperations, type Operations } from './operations.ts';
import type { RunPlan } from './plan.ts';
import { createReader, type Witness } from './reader.ts';
import { createSender, type Sender } from './sender.ts';
import { createStaff, type Station } from './staff.ts';
import { createWatch, type Watch } from './watch.ts';
import { createWorld, type Process, type VirtualWorld } from './world.ts';

/** A fault that a double around one call plants. */
export interface Planted {
  /** Around the calls of clients. */
  readonly meddle?: Meddle;
  /** Around the calls of a daemon. */
  readonly wrap?: (daemon: Daemon) => Daemon;
}

export interface RunParts {
  readonly plan: RunPlan;
  readonly world: VirtualWorld;
  readonly network: Network;
  readonly engine: SimulatedServices;
  readonly watch: Watch;
  readonly clientsOf: (process: Process) => Clients;
  readonly shared: Shared;
  readonly sender: Sender;
  readonly staff: readonly Station[];
  readonly operations: Operations;
  readonly witness: Witness;
  /** The broken invariants. Each part adds its own. */
  readonly problems: string[];
}

export function openParts(plan: RunPlan, { meddle, wrap = (daemon) => daemon }: Planted): RunParts {
  const world = createWorld(plan.seed);
  const callFaults = plan.events.flatMap((event) =>
    event.kind === 'call' ? [[event.call, event.fault] as const] : [],
  );
  const network = createNetwork(world, plan.seed, new Map(callFaults));
  const isRestarted = plan.events.some(({ kind }) => kind === 'restart');
  const engine = openEngine(world, isRestarted);
  createTopology(engine.broker());
  const watch = createWatch();
  const clientsOf = createClients({ world, network, engine, watch, meddle });
  const shared: Shared = { isFixed: false, outcomes: new Map() };
  const problems: string[] = [];
  const sender = createSender(world, clientsOf, plan.posts);
  const staff = createStaff({ world, plan, clientsOf, shared, watch, wrap, problems });
  const witness = createReader({ world, engine, clientsOf, plan, problems });
  const operations = createOperations({ world, clientsOf, plan, problems });
  return {
    plan,
    world,
    network,
    engine,
    watch,
    clientsOf,
    shared,
    sender,
    staff,
    operations,
    witness,
    problems,
  };
}
