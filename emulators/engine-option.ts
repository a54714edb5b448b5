/** The options of command lines that start Pub/Sub and Firestore. */
import { Option } from 'commander';
import { type EngineName, engineNames } from './emulators.ts';

export interface EngineChoice {
  readonly engine?: EngineName;
  readonly keep?: string;
}

export function engineOption(): Option {
  return new Option(
    '--engine <name>',
    "which Pub/Sub and Firestore to use; by default those that the environment names, else Google's emulators if installed, else the local engine",
  ).choices(engineNames);
}

export const keepOption = [
  '--keep <folder>',
  'keep messages and documents in this folder (local engine only); without it they are lost when the process ends',
] as const;
