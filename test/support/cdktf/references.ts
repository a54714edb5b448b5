/** The resources to which a synthesized resource refers, and for which it therefore waits. */
import type { JsonValue, Resource, SynthesizedDeployment } from './synthesize.ts';

/** Every string in a value, with the path to it. */
export function stringsIn(
  value: JsonValue | undefined,
  path = '',
): { readonly path: string; readonly text: string }[] {
  if (typeof value === 'string') return [{ path, text: value }];
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([name, inner]) => stringsIn(inner as JsonValue, `${path}.${name}`));
}

/** The addresses of the resources that one refers to. */
export function referencesOf(resource: Resource): string[] {
  const { depends_on: waitsFor = [], ...rest } = resource;
  const named = stringsIn(rest as JsonValue).flatMap(({ text }) =>
    [...text.matchAll(/(?<!\$)\$\{(?:[a-z]+\()*((?:google|time)_[a-z0-9_]+\.[\w-]+)/g)].map(
      ([, address]) => address ?? '',
    ),
  );
  return [...new Set([...waitsFor, ...named])];
}

/** Everything that must exist before a resource: its dependencies, direct or not, and earlier stacks. */
export function allBefore(stack: SynthesizedDeployment, address: string): Set<string> {
  const before = new Set<string>(stack.compute.resources.has(address) ? stack.data.resources.keys() : []);
  const waiting = [address];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    for (const reference of referencesOf(stack.resources.get(next) ?? {})) {
      if (before.has(reference)) continue;
      before.add(reference);
      waiting.push(reference);
    }
  }
  return before;
}

/** An expression in Terraform's JSON form. */
export function template(expression: string): string {
  return `\${${expression}}`;
}
