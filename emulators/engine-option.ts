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
    "whose Pub/Sub and Firestore to use; without it those that the environment names, Google's emulators where they are found, else local",
  ).choices(engineNames);
}

export const keepOption = [
  '--keep <folder>',
  'keep all messages and documents in this folder, with the local engine; without it they end with the process',
] as const;
