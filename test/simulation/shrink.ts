/**
 * Removes the parts of a plan that a failure does not need, one event or post at a time, until it needs each
 * remaining one.
 */
import type { RunPlan } from './plan.ts';

/** @param fails whether a plan still fails */
export async function shrink(plan: RunPlan, fails: (plan: RunPlan) => Promise<boolean>): Promise<RunPlan> {
  let smallest = plan;
  let isSmaller = true;
  while (isSmaller) {
    isSmaller = false;
    for (let at = smallest.events.length - 1; at >= 0; at--) {
      const tried = { ...smallest, events: smallest.events.filter((_, index) => index !== at) };
      if (!(await fails(tried))) continue;
      smallest = tried;
      isSmaller = true;
    }
    // Operators refer to posts by index, so posts are removed from the end.
    while (smallest.posts.length > 1) {
      const tried = { ...smallest, posts: smallest.posts.slice(0, -1) };
      if (!(await fails(tried))) break;
      smallest = tried;
      isSmaller = true;
    }
  }
  return smallest;
}
