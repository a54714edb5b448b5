/** Synthesizes the stacks of a deployment and reads the JSON for Terraform. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'cdktf';
import type { Artifacts } from '../../../cdktf/build/build.ts';
import { readSettings } from '../../../cdktf/settings.ts';
import { computeStack, createStacks, DATA } from '../../../cdktf/stack.ts';
import { REMOVE_ALL } from '../folder.ts';

export type JsonValue =
  | null
  | boolean
  | number
  | string
  | readonly JsonValue[]
  | { readonly [name: string]: JsonValue };

export interface Resource {
  readonly depends_on?: readonly string[];
  readonly lifecycle?: Readonly<Record<string, JsonValue>>;
  readonly [argument: string]: JsonValue | undefined;
}

export interface SynthesizedStack {
  /** Arguments by address, such as `google_pubsub_topic.topic-posts`. */
  readonly resources: ReadonlyMap<string, Resource>;
  readonly outputs: Readonly<Record<string, { readonly value: string }>>;
  readonly terraform: JsonValue;
  readonly providers: Readonly<Record<string, readonly Resource[]>>;
}

/** Both stacks of a deployment, and their union: no address is in both. */
export interface SynthesizedDeployment extends Pick<SynthesizedStack, 'resources' | 'outputs'> {
  /** Deployed first. */
  readonly data: SynthesizedStack;
  readonly compute: SynthesizedStack;
}

export const PROJECT = 'demo-entity-pipeline';

/** The arguments of all resources of a type. */
export function ofType(stack: Pick<SynthesizedStack, 'resources'>, type: string): Resource[] {
  return [...stack.resources].filter(([address]) => address.startsWith(`${type}.`)).map(([, one]) => one);
}

/** The arguments of the only resource of a type. */
export function theOne(stack: Pick<SynthesizedStack, 'resources'>, type: string): Resource {
  const [one, ...others] = ofType(stack, type);
  if (one === undefined || others.length > 0) throw new Error(`there is not one ${type}`);
  return one;
}

/** Synthesizes with these settings, and with dummy artifacts. */
export function synthesize(environment: Readonly<Record<string, string>> = {}): SynthesizedDeployment {
  const folder = mkdtempSync(join(tmpdir(), 'entity-pipeline-synth-'));
  try {
    const app = new App({ outdir: folder });
    const settings = readSettings({ GOOGLE_CLOUD_PROJECT: PROJECT, ...environment });
    createStacks(app, settings, standInArtifacts(folder));
    app.synth();
    const data = readStack(folder, DATA);
    const compute = readStack(folder, computeStack(settings.REGION));
    return {
      data,
      compute,
      resources: new Map([...data.resources, ...compute.resources]),
      outputs: { ...data.outputs, ...compute.outputs },
    };
  } finally {
    rmSync(folder, REMOVE_ALL);
  }
}

function readStack(folder: string, id: string): SynthesizedStack {
  const text = readFileSync(join(folder, 'stacks', id, 'cdk.tf.json'), 'utf8');
  const { resource, output, terraform, provider } = JSON.parse(text);
  return { resources: new Map(addressed(resource)), outputs: output, terraform, providers: provider };
}

function addressed(types: Record<string, Record<string, Resource>>): [string, Resource][] {
  return Object.entries(types).flatMap(([type, named]) =>
    Object.entries(named).map(([name, one]): [string, Resource] => [`${type}.${name}`, one]),
  );
}

function standInArtifacts(folder: string): Artifacts {
  const make = (name: string) => {
    const path = join(folder, name);
    writeFileSync(path, name);
    return { name, path, sha256: '0'.repeat(64), bytes: name.length };
  };
  return { functions: make('functions-0000.zip'), daemons: make('daemons-0000.tar.gz') };
}
