/** A new project at the stand-in, a workspace for it, and the checks of both. */
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
  /** Applies the written stacks. @throws the output of Terraform if it fails */
  readonly apply: () => Promise<void>;
  /** The changes of the next deployment: resources and arguments, in Terraform's words. */
  readonly changes: () => Promise<readonly string[]>;
}

/**
 * APIs that a person enables by hand before the first deployment (docs/deploy.md), because Terraform itself
 * needs them.
 */
const byHand = ['cloudresourcemanager', 'serviceusage', 'secretmanager'];

/**
 * A project as a person prepares it: some APIs are enabled, and the secret for cursors exists.
 * @param propagationSeconds how long an API or a grant takes to become effective; the stacks wait for 90
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

/** Runs Terraform in every stack. @throws its output if it fails */
export async function succeeds(workspace: TerraformWorkspace, ...argv: readonly string[]): Promise<string> {
  const { status, output } = await workspace.terraform(...argv);
  if (status !== 0) throw new Error(`terraform ${argv.join(' ')} ended with ${status}:\n${errorsOf(output)}`);
  return output;
}

function errorsOf(output: string): string {
  const first = output.indexOf('Error:');
  return (first < 0 ? output : output.slice(first)).slice(0, 6_000);
}

/** Expects that Google's documents allow every call made until now. */
export function expectNoViolations(world: GoogleWorld): void {
  expect([...new Set(world.violations)]).toEqual([]);
}
