/** The operator's commands of a run. Each runs in its own process, which may be killed. */
import type { Clients } from './clients.ts';
import { carryOut } from './operator.ts';
import type { Command, PlannedPost, RunPlan } from './plan.ts';
import type { Process, VirtualWorld } from './world.ts';

export interface Operations {
  /** Resolves when the command has ended; never if it is killed. */
  readonly run: (name: Command, post: PlannedPost | undefined, killedAfterMs?: number) => Promise<void>;
  /** The number of running commands. */
  readonly underWay: () => number;
  /** Whether a counter was edited since the last `recountAll`. */
  readonly isMiscounted: () => boolean;
  /** Recounts every publication. Later recounts must find no difference. */
  readonly recountAll: () => Promise<void>;
}

export function createOperations(given: {
  readonly world: VirtualWorld;
  readonly clientsOf: (process: Process) => Clients;
  readonly plan: RunPlan;
  readonly problems: string[];
}): Operations {
  const { world, clientsOf, plan, problems } = given;
  const operators = new Set<Process>();
  let isMiscounted = plan.events.some((event) => event.kind === 'operator' && event.command === 'miscount');
  const run: Operations['run'] = async (name, post, killedAfterMs) => {
    const operator = world.start(name);
    world.note(`operator: ${name} ${post?.publication} ${post?.id}`);
    operators.add(operator);
    if (killedAfterMs !== undefined)
      world.after(killedAfterMs, () => {
        operator.isAlive = false;
        operators.delete(operator);
      });
    const said = await carryOut(name, { operator, clients: clientsOf(operator), post, isMiscounted });
    operators.delete(operator);
    world.note(`operator: ${name}: ${said.text}`);
    if (said.problem !== undefined) problems.push(said.problem);
  };
  return {
    run,
    underWay: () => operators.size,
    isMiscounted: () => isMiscounted,
    async recountAll() {
      const ofEach = new Map(plan.posts.map((post) => [post.publication, post]));
      for (const post of ofEach.values()) await run('recount', post);
      isMiscounted = false;
    },
  };
}
