/** A new project at the stand-in, a workspace for it, and what tests ask of both. */
import { expect } from 'vitest';
import { type Folder, temporaryFolder } from '../../support/folder.ts';
import { readDiscovery } from '../google/discovery.ts';
import { type GoogleStandIn, serve } from '../google/server.ts';
import { createWorld, type GoogleWorld } from '../google/world.ts';
import { discoveryDocuments } from './documents.ts';
import { createWorkspace, requireProviders, SECOND_MS, type TerraformWorkspace } from './workspace.ts';

export const PROJECT = 'demo-entity-pipeline';

export interface Deployed extends AsyncDisposable {
  readonly world: GoogleWorld;
  readonly workspace: TerraformWorkspace;
  /** Deploys what is written. @throws what Terraform said if it fails */
  readonly apply: () => Promise<void>;
  /** What the next deployment would change: resources and arguments, as Terraform says it. */
  readonly changes: () => Promise<readonly string[]>;
}

/**
 * APIs that a person switches on by hand before the first deployment, as docs/deploy.md says: Terraform
 * itself needs them.
 */
const byHand = ['cloudresourcemanager', 'serviceusage', 'secretmanager'];

/**
 * A project as a person prepares it: a few APIs are on, and the secret of the cursors is there.
 * @param propagationSeconds how long Google takes to put an API or a grant in force; the stacks wait for 90
 */
export async function newProject(propagationSeconds = 45): Promise<Deployed> {
  requireProviders();
  const world = createWorld(
    {
      project: PROJECT,
      projectNumber: '123456789012',
      propagationMs: propagationSeconds * SECOND_MS,
      rolloutMs: 4 * 60 * SECOND_MS,
    },
    Date.now,
  );
  for (const api of byHand) world.enabledAt.set(`${api}.googleapis.com`, 0);
  world.resources.set(`secretmanager/projects/${PROJECT}/secrets/show-cursor-key`, {});
  const standIn: GoogleStandIn = await serve(world, readDiscovery(discoveryDocuments()));
  const folder: Folder = await temporaryFolder();
  const workspace = createWorkspace(folder.path, world, standIn.port);
  return {
    world,
    workspace,
    apply: async () => {
      await succeeds(workspace, 'init', '-no-color');
      await succeeds(workspace, 'apply', '-no-color', '-auto-approve');
    },
    changes: async () => {
      const { status, output } = await workspace.terraform('plan', '-no-color', '-detailed-exitcode');
      if (status === 0) return [];
      if (status === 1) throw new Error(errorsOf(output));
      return output.split('\n').filter((line) => /^ +(?:#|[~+-]|-\/\+) /.test(line));
    },
    [Symbol.asyncDispose]: async () => {
      await standIn[Symbol.asyncDispose]();
      await folder[Symbol.asyncDispose]();
    },
  };
}

/** Runs Terraform in every stack. @throws what it said if it fails */
export async function succeeds(workspace: TerraformWorkspace, ...argv: readonly string[]): Promise<string> {
  const { status, output } = await workspace.terraform(...argv);
  if (status !== 0) throw new Error(`terraform ${argv.join(' ')} ended with ${status}:\n${errorsOf(output)}`);
  return output;
}

function errorsOf(output: string): string {
  const first = output.indexOf('Error:');
  return (first < 0 ? output : output.slice(first)).slice(0, 6_000);
}

/** No call so far was one that Google's documents do not allow. */
export function expectNoViolations(world: GoogleWorld): void {
  expect([...new Set(world.violations)]).toEqual([]);
}
