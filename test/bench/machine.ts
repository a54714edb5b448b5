/** The machine and the versions of a benchmark's figures, for its JSON. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import os from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';

export interface MeasuredOn {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryMb: number;
  readonly system: string;
  readonly node: string;
}

/** A checkout that takes turns, by commit and by the versions of its libraries. */
export interface Checkout {
  readonly name: string;
  readonly folder: string;
  /** Empty without a git repository. */
  readonly commit: string;
  readonly versions: Readonly<Record<string, string>>;
}

const Package = z.object({ dependencies: z.record(z.string(), z.string()) });

/** Libraries in the path of a post. */
const LIBRARIES = ['@google-cloud/firestore', '@google-cloud/functions-framework', '@google-cloud/pubsub'];

/** This machine. */
export function thisMachine(): MeasuredOn {
  return {
    cpu: os.cpus()[0]?.model ?? '',
    cores: os.availableParallelism(),
    memoryMb: Math.round(os.totalmem() / 1e6),
    system: `${os.type()} ${os.release()}`,
    node: process.version,
  };
}

/**
 * The checkouts that take turns: this one, and another if there is one.
 * @param against the folder of the other one
 */
export function checkoutsOf(against: string | undefined): readonly Checkout[] {
  const here = describe('here', process.cwd());
  return against === undefined ? [here] : [here, describe('against', against)];
}

function describe(name: string, folder: string): Checkout {
  const { dependencies } = Package.parse(JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')));
  const versions = LIBRARIES.map((library) => [library, dependencies[library] ?? 'none'] as const);
  return { name, folder, commit: commitOf(folder), versions: Object.fromEntries(versions) };
}

function commitOf(folder: string): string {
  try {
    return execFileSync('git', ['-C', folder, 'describe', '--always', '--dirty'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  } catch {
    return '';
  }
}
