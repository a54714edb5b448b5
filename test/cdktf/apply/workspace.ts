/**
 * A folder in which the real Terraform, with the real providers, deploys the stacks to the stand-in. It
 * changes the stacks only where necessary: state is kept in the folder, calls go to the stand-in, and waits
 * are shorter.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { App } from 'cdktf';
import type { Artifacts } from '../../../cdktf/build/build.ts';
import { readSettings } from '../../../cdktf/settings.ts';
import { createStacks } from '../../../cdktf/stack.ts';
import { type AnyJson, isObject, type JsonObject, objectOf, parseObject, textsOf } from '../google/json.ts';
import type { GoogleWorld } from '../google/world.ts';

export interface TerraformOutcome {
  readonly status: number | null;
  /** The output of Terraform, both streams. */
  readonly output: string;
}

export interface TerraformRun {
  readonly process: ChildProcess;
  readonly outcome: Promise<TerraformOutcome>;
}

export interface TerraformWorkspace {
  /** Writes the stacks with these settings, and artifacts of a version. `change` edits a stack first. */
  readonly write: (
    environment?: Readonly<Record<string, string>>,
    version?: string,
    change?: (stack: JsonObject) => JsonObject,
  ) => void;
  /** The stacks as last written, each after its dependencies. */
  readonly stacks: () => readonly string[];
  /** Runs Terraform in every stack, in order, until one fails. */
  readonly terraform: (...argv: readonly string[]) => Promise<TerraformOutcome>;
  /** Runs Terraform in one stack and returns at once. */
  readonly start: (stack: string, ...argv: readonly string[]) => TerraformRun;
}

/** The duration here of one second of the stacks' waits. */
export const SECOND_MS = 1_000 / 120;

/** A workspace in an empty folder. */
export function createWorkspace(folder: string, world: GoogleWorld, port: number): TerraformWorkspace {
  const outdir = join(folder, 'cdktf.out');
  const environment = terraformEnvironment(port);
  const stacks = () => inOrder(parseObject(readFileSync(join(outdir, 'manifest.json'), 'utf8')));
  const start = (stack: string, ...argv: readonly string[]): TerraformRun => {
    const cwd = join(outdir, 'stacks', stack);
    const child = spawn('terraform', [...argv], { cwd, env: environment, stdio: ['ignore', 'pipe', 'pipe'] });
    const chunks: string[] = [];
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => chunks.push(chunk));
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => chunks.push(chunk));
    const outcome = new Promise<TerraformOutcome>((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (status) => resolve({ status, output: chunks.join('') }));
    });
    return { process: child, outcome };
  };
  return {
    write: (settings = {}, version = '1', change = (stack) => stack) => {
      const app = new App({ outdir });
      const read = readSettings({ GOOGLE_CLOUD_PROJECT: world.project, ...settings });
      createStacks(app, read, artifactsOf(folder, version));
      app.synth();
      for (const stack of stacks()) {
        const path = join(outdir, 'stacks', stack, 'cdk.tf.json');
        const stackThere = change(parseObject(readFileSync(path, 'utf8')));
        writeFileSync(path, JSON.stringify(adapted(stackThere, port), undefined, 1));
      }
    },
    stacks,
    terraform: async (...argv) => {
      const outputs: string[] = [];
      const order = argv[0] === 'destroy' ? stacks().toReversed() : stacks();
      for (const stack of order) {
        const { status, output } = await start(stack, ...argv).outcome;
        outputs.push(output);
        if (status !== 0) return { status, output: outputs.join('') };
      }
      return { status: 0, output: outputs.join('') };
    },
    start,
  };
}

/** The stacks of a cdktf manifest, each after its dependencies. */
function inOrder(manifest: JsonObject): readonly string[] {
  const stacks = objectOf(manifest, 'stacks');
  const ordered = new Set<string>();
  const visit = (name: string): void => {
    for (const other of textsOf(objectOf(stacks, name), 'dependencies')) visit(other);
    ordered.add(name);
  };
  for (const name of Object.keys(stacks)) visit(name);
  return [...ordered];
}

/** @throws Error that names the missing programs */
export function requireProviders(): void {
  if (process.env.TF_CLI_CONFIG_FILE !== undefined) return;
  throw new Error(
    'npm run test:apply needs TF_CLI_CONFIG_FILE: a configuration of Terraform that finds the providers hashicorp/google and ' +
      'hashicorp/google-beta 6.50.0, and hashicorp/time, on this machine (docs: https://developer.hashicorp.com/terraform/cli/config/config-file)',
  );
}

function terraformEnvironment(port: number): NodeJS.ProcessEnv {
  return {
    PATH: process.env.PATH,
    HOME: process.env.HOME,
    TF_CLI_CONFIG_FILE: process.env.TF_CLI_CONFIG_FILE,
    CHECKPOINT_DISABLE: '1',
    TF_IN_AUTOMATION: '1',
    TF_INPUT: '0',
    GOOGLE_OAUTH_ACCESS_TOKEN: 'of-the-stand-in',
    // A call that the endpoints do not redirect reaches the stand-in as a proxy, and is refused.
    HTTPS_PROXY: `http://127.0.0.1:${port}`,
    NO_PROXY: '127.0.0.1',
  };
}

/** One file exceeds the size of a chunk, so that its upload takes several. */
function artifactsOf(folder: string, version: string): Artifacts {
  const make = (name: string, bytes: number) => {
    const path = join(folder, 'artifacts', name);
    mkdirSync(join(folder, 'artifacts'), { recursive: true });
    writeFileSync(path, Buffer.alloc(bytes, version));
    return { name, path, sha256: version.padStart(64, '0'), bytes };
  };
  return {
    functions: make(`functions-${version}.zip`, 1_000),
    daemons: make(`daemons-${version}.tar.gz`, 20 * 2 ** 20),
  };
}

/** The path at the stand-in, by argument of the provider. */
const endpoints: Readonly<Record<string, string>> = {
  artifact_registry: 'artifactregistry/v1/',
  billing: 'billingbudgets/v1/',
  cloud_billing: 'cloudbilling/v1/',
  cloud_resource_manager: 'cloudresourcemanager/',
  cloud_run_v2: 'run/v2/',
  cloud_scheduler: 'cloudscheduler/v1/',
  cloudfunctions2: 'cloudfunctions/v2/',
  compute: 'compute/v1/',
  dns: 'clouddns/v1/',
  firebaserules: 'firebaserules/v1/',
  firestore: 'firestore/v1/',
  iam: 'iam/v1/',
  logging: 'logging/v2/',
  monitoring: 'monitoring/',
  pubsub: 'pubsub/v1/',
  resource_manager: 'cloudresourcemanager/v1/',
  secret_manager: 'secretmanager/v1/',
  service_usage: 'serviceusage/v1/',
  storage: 'storage/v1/',
};

function adapted(stack: JsonObject, port: number): JsonObject {
  const at = (paths: Readonly<Record<string, string>>): JsonObject =>
    Object.fromEntries(
      Object.entries(paths).map(([name, path]) => [
        `${name}_custom_endpoint`,
        `http://127.0.0.1:${port}/${path}`,
      ]),
    );
  const provider = objectOf(stack, 'provider');
  const given = (name: string, more: JsonObject): AnyJson =>
    (Array.isArray(provider[name]) ? provider[name] : []).map((block) =>
      isObject(block) ? { ...block, ...more } : block,
    );
  return {
    ...stack,
    terraform: { ...objectOf(stack, 'terraform'), backend: { local: {} } },
    provider: {
      ...provider,
      google: given('google', at(endpoints)),
      'google-beta': given('google-beta', at({ ...endpoints, service_usage: 'serviceusage/v1beta1/' })),
    },
    resource: shortened(objectOf(stack, 'resource')),
  };
}

/** Shortens waits and timeouts at every depth to the speed of the test. */
function shortened(object: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(object).map(([name, value]) => {
      if (name === 'timeouts' && isObject(value)) return [name, mapTexts(value, shorter)];
      if (name === 'create_duration' && typeof value === 'string') return [name, shorter(value)];
      return [name, isObject(value) ? shortened(value) : value];
    }),
  );
}

function mapTexts(object: JsonObject, change: (text: string) => string): JsonObject {
  return Object.fromEntries(
    Object.entries(object).map(([name, value]) => [name, typeof value === 'string' ? change(value) : value]),
  );
}

const units: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600 };

function shorter(duration: string): string {
  const [, amount = '', unit = 's'] = /^(\d+)([smh])$/.exec(duration) ?? [];
  return `${Math.ceil(Number(amount) * (units[unit] ?? 1) * SECOND_MS)}ms`;
}
