/** Plans the calls of cdktf for a command: their order, and the stacks of each. */
import { computeStack, DATA } from '../stack.ts';

export const actions = ['synth', 'diff', 'deploy', 'destroy'] as const;
export type StackAction = (typeof actions)[number];

/** The stacks by the names that people use: the data, and the parts that run in the configured region. */
export const stackNames = ['data', 'compute'] as const;
export type StackName = (typeof stackNames)[number];

/**
 * The command lines of cdktf, to be run one after the other.
 * @param chosen the stacks; none means both
 * @param options further ones of cdktf's
 */
export function cdktfCalls(
  action: StackAction,
  region: string,
  chosen: readonly StackName[],
  options: readonly string[],
): readonly (readonly string[])[] {
  if (action === 'synth') return [['synth', ...options]];
  const all: readonly StackName[] = chosen.length === 0 ? stackNames : chosen;
  const stacks = all.map((name) => (name === 'data' ? DATA : computeStack(region)));
  // cdktf shows the difference of one stack at a time. It orders deployments and destructions by dependency.
  if (action === 'diff') return stacks.map((stack) => ['diff', stack, ...options]);
  // The compute stack can be deployed alone once the data stack exists; by default cdktf requires both.
  const alone = action === 'deploy' && !all.includes('data') ? ['--ignore-missing-stack-dependencies'] : [];
  return [[action, ...stacks, ...alone, ...options]];
}
